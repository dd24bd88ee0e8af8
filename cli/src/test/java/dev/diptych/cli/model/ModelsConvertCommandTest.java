package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsConvertCommandTest {
    @TempDir
    private Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void writeAModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
    }

    @Test
    void aConvertedModelEmbedsToTheSameBits() throws IOException {
        Path theirs = folder.resolve("theirs");
        CommandRun converted = convert(theirs, "huggingface", "--max-shard-size", "100KB");
        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(converted.out()).isEqualTo(theirs + ": huggingface folder of " + model + ", float32\n");
        assertThat(theirs.resolve("model.safetensors.index.json")).exists();
        List<Path> own = embed(model, "own");
        List<Path> back = embed(theirs, "back");
        assertThat(own).isNotEmpty().hasSameSizeAs(back);
        for (int i = 0; i < own.size(); i++) {
            assertThat(back.get(i)).hasSameBinaryContentAs(own.get(i));
        }
    }

    @Test
    void convertsToAnotherImageSizeAndFormat() {
        Path large = folder.resolve("large");
        CommandRun converted = convert(large, "open_clip", "--image-size", "32", "--dtype", "bfloat16");
        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(large.resolve("open_clip_config.json")).content().contains("\"image_size\" : 32");
        assertThat(large.resolve("open_clip_model.safetensors")).isNotEmptyFile();
    }

    @Test
    void saysWhereTheOtherLibraryCropsImagesElsewhere() throws IOException {
        assertThat(convert(folder.resolve("squashed"), "huggingface").err()).doesNotContain("the middle of an image");
        Path config = model.resolve("open_clip_config.json");
        Files.writeString(config, Files.readString(config).replace("\"squash\"", "\"shortest\""));
        Path theirs = folder.resolve("theirs");
        assertThat(convert(theirs, "huggingface").err())
                .contains(
                        theirs + ": where half a pixel is left over, the middle of an image begins at the pixel before"
                                + " (transformers), not at the even pixel (open_clip, torchvision) as the model's own");
        assertThat(convert(folder.resolve("ours"), "open_clip").err()).doesNotContain("the middle of an image");
    }

    @Test
    void takesTheTokenizerThatIsGivenOrSaysThatThereIsNone() throws IOException {
        Path apart = Files.createDirectory(folder.resolve("apart"));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.move(model.resolve(file), apart.resolve(file));
        }
        CommandRun without = convert(folder.resolve("without"), "open_clip");
        assertThat(without.code()).isZero();
        assertThat(without.err()).contains("no tokenizer, so that", "--tokenizer adds one");
        Path texts = Files.writeString(folder.resolve("texts.txt"), "red fox\n");
        CommandRun failed = CommandRun.of("embed", "--model", model, "--texts", texts, "--output", folder.resolve("x"));
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("no tokenizer, expected one; give one beside it");
        Path with = folder.resolve("with");
        assertThat(convert(with, "open_clip", "--tokenizer", apart).code()).isZero();
        assertThat(with.resolve("tokenizer.json")).isNotEmptyFile();
    }

    @Test
    void refusesWhatItCannotWrite() {
        record Case(String problem, Object... options) {}
        for (Case c : List.of(
                new Case("--max-shard-size: 5XB, expected a size such as 5GB", "--max-shard-size", "5XB"),
                new Case("--max-shard-size: 0, expected a size", "--max-shard-size", "0"),
                new Case("--image-size: 0, expected at least 1", "--image-size", "0"),
                new Case("float8", "--dtype", "float8"))) {
            CommandRun refused = convert(folder.resolve("refused"), "open_clip", c.options);
            assertThat(refused.code()).as(c.problem).isEqualTo(2);
            assertThat(refused.err()).contains(c.problem);
        }
        CommandRun full = convert(model, "open_clip");
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.err()).contains("a folder with files, expected an empty one");
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithAModelInOneLine() throws IOException {
        Files.writeString(model.resolve("open_clip_model.safetensors"), "short");
        CommandRun failed = convert(folder.resolve("out"), "open_clip");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err().strip())
                .isEqualTo("read failed: " + model.resolve("open_clip_model.safetensors")
                        + ": 5 bytes, expected at least 8 for the header's length");
    }

    private CommandRun convert(Path output, String format, Object... more) {
        Object[] fixed = {"models", "convert", "--model", model, "--format", format, "--output", output};
        return CommandRun.of(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray());
    }

    private List<Path> embed(Path from, String name) throws IOException {
        Path texts = Files.writeString(folder.resolve("texts.txt"), "red fox\nred box\n");
        Path output = folder.resolve(name);
        CommandRun run = CommandRun.of("embed", "--model", from, "--texts", texts, "--output", output);
        assertThat(run.code()).as(run.err()).isZero();
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(file -> file.toString().endsWith(".npy"))
                    .sorted()
                    .toList();
        }
    }
}
