package dev.diptych.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandsTest {
    @Test
    void listsEveryModelOfTheFolderTheCheapestFirst() throws IOException {
        CommandRun run = CommandRun.of("models", "list");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        try (Stream<Path> files = Files.list(Path.of("..", "configs", "models"))) {
            assertThat(lines).hasSize((int) files.count() + 1);
        }
        assertThat(lines.get(0).split(" {2,}"))
                .containsExactly("model", "M parameters", "image", "embed", "GFLOPs/pair");
        assertThat(lines)
                .anyMatch(line -> Arrays.asList(line.split(" +"))
                        .subList(0, 4)
                        .equals(List.of("ViT-B-16-SigLIP", "203.16", "224", "768")));
        List<Double> flops = lines.stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(" +")[4]))
                .toList();
        assertThat(flops).isSorted().allMatch(value -> value > 0);
    }

    @Test
    void showsTheTowersAndWhatTrainingTakes() {
        CommandRun run = CommandRun.of("models", "show", "ViT-B-32");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "image +224 px, patch 32: 50 tokens; 12 blocks of 768, 12 heads, gelu; pool tok +87\\.85")
                .containsPattern("text +77 tokens of 49408; 12 blocks of 512, 8 heads, gelu; pool argmax +63\\.43")
                .containsPattern("pair +embeddings of 512 +151\\.28")
                .contains("to train 64 pairs a step, in fp32:")
                // 151.28 million float32, and a little padding
                .containsPattern("parameters +0\\.56 GiB\n +gradients +0\\.56 GiB\n +optimiser +1\\.13 GiB\n");
    }

    @Test
    void toldMemoryFallsWithPrecisionCheckpointsAndMicroBatches() {
        double whole = inAll("ViT-S-32");
        double half = inAll("ViT-S-32", "--precision", "amp_bf16");
        double checkpointed = inAll("ViT-S-32", "--precision", "amp_bf16", "--grad-checkpointing");
        double parts = inAll("ViT-S-32", "--batch-size", "16", "--accum-freq", "4");
        assertThat(half).isLessThan(whole);
        assertThat(checkpointed).isLessThan(half);
        assertThat(parts).isLessThan(whole);
    }

    @Test
    void plansModelsThatNoMachineAtHandHolds() {
        CommandRun run = CommandRun.of("models", "show", "ViT-bigG-14", "--batch-size", "4096");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("pair +embeddings of 1280 +2539\\.57");
    }

    @Test
    void showsAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("own.json");
        Files.writeString(file, "{\"embed_dim\": 8, \"vision_cfg\": {\"width\": 64}, \"text_cfg\": {\"layers\": 1}}");
        CommandRun run = CommandRun.of("models", "show", file, "--batch-size", 1);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(file.toString()).contains("to train 1 pair a step");
    }

    @Test
    void namesEveryProblemOfAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("own.json");
        Files.writeString(
                file,
                "{\"embed_dim\": 8, \"vision_cfg\": {\"qk_norm\": true, \"layers\": [3, 4]},"
                        + " \"text_cfg\": {\"hf_model_name\": \"roberta-base\"}}");
        CommandRun run = CommandRun.of("models", "show", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines())
                .containsExactly(
                        "bad configuration: " + file
                                + ":1: vision_cfg.layers: [3,4], expected a whole number: a list is that of a ResNet, which is not supported",
                        "bad configuration: " + file + ":1: vision_cfg.qk_norm: not supported, expected false",
                        "bad configuration: " + file + ":1: text_cfg.hf_model_name: not supported, expected null");
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        CommandRun run = CommandRun.of("models", "show", "ViT-B32");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines())
                .containsExactly(
                        "bad usage: models: ViT-B32: no such model or file, expected a name that diptych models"
                                + " list prints, or a JSON file; did you mean ViT-B-32?");
    }

    @Test
    void rejectsAFileThatIsNoJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("own.json");
        Files.writeString(file, "{embed_dim: 8");
        CommandRun run = CommandRun.of("models", "show", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines()).hasSize(1);
        assertThat(run.err()).startsWith("bad configuration: " + file + ":1: ").endsWith(", expected JSON\n");
    }

    @Test
    void rejectsABatchThatCannotBe() {
        assertThat(CommandRun.of("models", "show", "ViT-S-32", "--batch-size", 0)
                        .errorLines())
                .containsExactly("bad usage: --batch-size: 0, expected 1 to 1048576");
        assertThat(CommandRun.of("models", "show", "ViT-S-32", "--accum-freq", 0)
                        .err())
                .contains("accumulation 0, expected at least 1 micro-batch");
    }

    private static double inAll(String... more) {
        Object[] arguments = new Object[more.length + 2];
        arguments[0] = "models";
        arguments[1] = "show";
        System.arraycopy(more, 0, arguments, 2, more.length);
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        String line = run.out()
                .lines()
                .filter(text -> text.strip().startsWith("in all"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.strip().split(" +")[2]);
    }
}
