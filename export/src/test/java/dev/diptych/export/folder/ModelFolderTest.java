package dev.diptych.export.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.SafetensorsException;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFolderTest {
    @TempDir
    private Path folder;

    @Test
    void refusesAModelThatComputesSomethingElse() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        ModelFolder model = ModelFolder.open(folder);
        ModelConfig other =
                SmallModels.config(SmallModels.CLIP.replace("\"quick_gelu\": true", "\"quick_gelu\": false"));
        assertThatThrownBy(() -> model.read(other, ModelFamily.CLIP, values -> {}))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage("model failed: " + folder + ": another model: vision activation quick_gelu, expected gelu; "
                        + "text activation quick_gelu, expected gelu");
        assertThatThrownBy(() -> model.read(SmallModels.clip().config(), ModelFamily.SIGLIP, values -> {}))
                .hasMessage("model failed: " + folder + ": its loss is CLIP, expected SIGLIP as the model's");
    }

    @Test
    void readsNewerFoldersOfOpenClip() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        Files.move(folder.resolve("open_clip_model.safetensors"), folder.resolve("model.safetensors"));
        assertThat(ModelFolder.open(folder).description()).isEqualTo(SmallModels.clip());
    }

    @Test
    void readsFoldersOfBothKinds() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE);
        assertThat(ModelFolder.open(folder).description()).isEqualTo(SmallModels.clip());
        Files.delete(folder.resolve("open_clip_model.safetensors"));
        assertThat(ModelFolder.open(folder).description())
                .isEqualTo(SmallModels.clip().croppedAs(FolderFormat.HUGGINGFACE));
    }

    @Test
    void tellsTheLossByTheBiasWhereOpenClipWroteTheFolder() throws IOException {
        write(SmallModels.siglip(), FolderFormat.OPEN_CLIP);
        edit("open_clip_config.json", "\"loss\"", "\"other\"");
        assertThat(ModelFolder.open(folder).description().family()).isEqualTo(ModelFamily.SIGLIP);
    }

    @Test
    void passesOverBuffersOfOldFiles() throws IOException {
        ModelDescription model = SmallModels.clip();
        write(model, FolderFormat.HUGGINGFACE);
        rewrite(
                "model.safetensors",
                new TensorInfo("text_model.embeddings.position_ids", StoredType.F32, List.of(1, 12)));
        ModelFolder.open(folder)
                .read(
                        model.config(),
                        model.family(),
                        values -> assertThat(values.of("logit_scale")).hasSize(1));
    }

    @Test
    void rejectsTensorsThatTheModelDoesNotHave() throws IOException {
        ModelDescription model = SmallModels.clip();
        write(model, FolderFormat.HUGGINGFACE);
        rewrite("model.safetensors", new TensorInfo("vision_model.extra", StoredType.F32, List.of(12)));
        assertThatThrownBy(() -> ModelFolder.open(folder).read(model.config(), model.family(), values -> {}))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage("read failed: " + folder.resolve("model.safetensors")
                        + ": vision_model.extra unknown, expected the tensors that the model's configuration asks for");
    }

    @Test
    void rejectsMissingTensorsByName() throws IOException {
        ModelDescription model = SmallModels.clip();
        write(model, FolderFormat.OPEN_CLIP);
        edit("open_clip_config.json", "\"layers\" : 2", "\"layers\" : 4");
        assertThatThrownBy(() -> {
                    ModelFolder wrong = ModelFolder.open(folder);
                    wrong.read(wrong.description().config(), model.family(), values -> {});
                })
                .hasMessageContaining("visual.transformer.resblocks.2.ln_1.weight")
                .hasMessageContaining("and 19 more missing, expected");
    }

    @Test
    void namesTheLineOfAWrongConfiguration() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        edit("open_clip_config.json", "\"patch_size\" : 8", "\"patch_size\" : \"8\"");
        Path file = folder.resolve("open_clip_config.json");
        int line = Files.readString(file).split("patch_size")[0].split("\n").length;
        assertThat(line).isGreaterThan(4);
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage("model failed: " + file + ":" + line
                        + ": vision_cfg.patch_size: \"8\", expected a whole number");
    }

    @Test
    void rejectsTensorsOfAnotherShape() throws IOException {
        ModelDescription model = SmallModels.clip();
        write(model, FolderFormat.OPEN_CLIP);
        edit("open_clip_config.json", "\"context_length\" : 12", "\"context_length\" : 13");
        assertThatThrownBy(() -> {
                    ModelFolder wrong = ModelFolder.open(folder);
                    wrong.read(wrong.description().config(), model.family(), values -> {});
                })
                .hasMessageEndingWith("tensor positional_embedding: shape [12, 16], expected [13, 16]");
    }

    @Test
    void refusesPicklesWithTheWayToConvertThem() throws IOException {
        for (String name : List.of("open_clip_pytorch_model.bin", "open_clip_model.pt")) {
            write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
            Files.move(folder.resolve("open_clip_model.safetensors"), folder.resolve(name));
            assertThatThrownBy(() -> ModelFolder.open(folder))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageContaining(name + ": a pickle of PyTorch")
                    .hasMessageContaining(
                            "where you trust it, this writes them, with torch and numpy alone: python3 -c \"")
                    .hasMessageEndingWith("\" '" + folder.resolve("open_clip_model.safetensors") + "' '"
                            + folder.resolve(name) + "'");
            assertThatThrownBy(() -> ModelFolder.open(folder.resolve(name)))
                    .hasMessageContaining("a pickle of PyTorch")
                    .hasMessageEndingWith(
                            "then give the folder in its place, with the model's open_clip_config.json in it");
            Files.delete(folder.resolve(name));
        }
    }

    @Test
    void refusesAFolderWithoutWeights() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        Files.delete(folder.resolve("open_clip_model.safetensors"));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .hasMessage("model failed: " + folder
                        + ": no weights, expected open_clip_model.safetensors or model.safetensors");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("neither open_clip_config.json nor");
        assertThatThrownBy(() -> ModelFolder.open(folder.resolve("none"))).hasMessageContaining("no such folder");
        Path file = Files.writeString(folder.resolve("a.txt"), "a");
        assertThatThrownBy(() -> ModelFolder.open(file)).hasMessageContaining("a file, expected the folder of a model");
    }

    @Test
    void asksForATokenizerWhereThereIsNone() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        Path apart = Files.createDirectory(folder.resolve("apart"));
        Files.move(folder.resolve("tokenizer.json"), apart.resolve("tokenizer.json"));
        Files.move(folder.resolve("tokenizer_config.json"), apart.resolve("tokenizer_config.json"));
        ModelFolder model = ModelFolder.open(folder);
        assertThat(model.hasTokenizer()).isFalse();
        assertThatThrownBy(() -> model.tokenizer(null))
                .hasMessage("model failed: " + folder + ": no tokenizer, expected one; give one beside it: a"
                        + " tokenizer.json, its folder, or CLIP's bpe_simple_vocab_16e6.txt.gz");
        assertThat(model.tokenizer(apart).hash()).isEqualTo(SmallModels.TOKENIZER.hash());
    }

    @Test
    void refusesATokenizerThatIsNotTheModels() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        Tokenizer other = new BpeTokenizer(new BpeTrainer(530).train(Stream.of("blue bird", "blue birch")));
        other.save(folder);
        assertThatThrownBy(() -> ModelFolder.open(folder).tokenizer(null))
                .hasMessage("model failed: " + folder + ": a tokenizer of hash " + other.hash()
                        + ", expected the model's own, of hash " + SmallModels.TOKENIZER.hash());
    }

    @Test
    void refusesATokenizerLargerThanTheModelsVocabulary() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP);
        int small = SmallModels.TOKENIZER.vocabularySize() - 1;
        edit("open_clip_config.json", "\"vocab_size\" : 530", "\"vocab_size\" : " + small);
        assertThatThrownBy(() -> ModelFolder.open(folder).tokenizer(null))
                .hasMessageContaining(
                        "a tokenizer of " + (small + 1) + " tokens, expected at most the model's vocab_size " + small);
    }

    @Test
    void refusesATokenizerThatEndsCaptionsByAnotherId() throws IOException {
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE);
        int end = SmallModels.TOKENIZER.endOfText();
        edit("config.json", "\"eos_token_id\" : 2", "\"eos_token_id\" : 7");
        assertThatThrownBy(() -> ModelFolder.open(folder).tokenizer(null))
                .hasMessageContaining("a tokenizer that ends captions by id " + end + ", expected the model's 7");
    }

    @Test
    void takesTheLargestIdForTheEndOfTextOfOldFiles() throws IOException {
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE); // with a vocabulary that is larger than the tokenizer's
        int end = SmallModels.TOKENIZER.endOfText();
        assertThat(end).isLessThan(529);
        assertThat(folder.resolve("config.json")).content().contains("\"eos_token_id\" : 2");
        assertThat(ModelFolder.open(folder).tokenizer(null).endOfText()).isEqualTo(end);
        edit("config.json", "\"eos_token_id\" : 2", "\"eos_token_id\" : " + end);
        assertThat(ModelFolder.open(folder).tokenizer(null).endOfText()).isEqualTo(end);
    }

    @Test
    void refusesModelsThatHuggingFaceHasNoClassFor() {
        String average = SmallModels.CLIP.replace("\"mlp_ratio\": 2.5", "\"mlp_ratio\": 2.5, \"pool_type\": \"avg\"");
        ModelDescription model = new ModelDescription(
                SmallModels.config(average),
                ModelFamily.CLIP,
                SmallModels.clip().preprocessing());
        assertThatThrownBy(() -> write(model, FolderFormat.HUGGINGFACE))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("visionPool=AVG")
                .hasMessageContaining("expected a shape of Hugging Face's CLIPModel; write it as open_clip");
        ModelDescription biased =
                new ModelDescription(SmallModels.clip().config(), ModelFamily.SIGLIP, model.preprocessing());
        assertThatThrownBy(() -> write(biased, FolderFormat.HUGGINGFACE))
                .hasMessageContaining("expected a shape of Hugging Face's SiglipModel");
    }

    @Test
    void convertsIntoNewFoldersOnlyAndLeavesNothingOnFailure() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP, model);
        Path output = folder.resolve("output");
        Conversion conversion = new Conversion(FolderFormat.OPEN_CLIP, StoredType.F32, 1, OptionalInt.empty());
        conversion.run(ModelFolder.open(model), null, output);
        assertThatThrownBy(() -> conversion.run(ModelFolder.open(model), null, output))
                .isInstanceOf(DirectoryNotEmptyException.class);
        Path damaged = folder.resolve("damaged");
        Files.delete(output.resolve("open_clip_config.json"));
        edit("model/open_clip_config.json", "\"layers\" : 2", "\"layers\" : 4");
        assertThatThrownBy(() -> conversion.run(ModelFolder.open(model), null, damaged))
                .isInstanceOf(SafetensorsException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(model, output);
        }
    }

    private void write(ModelDescription model, FolderFormat format) throws IOException {
        write(model, format, folder);
    }

    private static void write(ModelDescription model, FolderFormat format, Path to) throws IOException {
        new ModelFolderWriter(model, SmallModels.TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(to, format, SmallModels.values(model));
    }

    /** Writes a file of tensors again with one more. */
    private void rewrite(String file, TensorInfo more) throws IOException {
        Path from = folder.resolve("from");
        Files.move(folder.resolve(file), from);
        try (TensorReader reader = TensorReader.open(from)) {
            List<TensorInfo> all = new ArrayList<>(reader.tensors().values());
            all.add(more);
            ShardWriter.write(
                    folder,
                    file.replace(".safetensors", ""),
                    all,
                    Map.of(),
                    ShardWriter.DEFAULT_LIMIT,
                    name -> name.equals(more.name()) ? new float[(int) more.elements()] : reader.read(name));
        }
    }

    private void edit(String name, String from, String to) throws IOException {
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replaceFirst(Pattern.quote(from), to));
    }
}
