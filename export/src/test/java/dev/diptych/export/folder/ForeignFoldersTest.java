package dev.diptych.export.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.SafetensorsException;
import dev.diptych.export.safetensors.SafetensorsWriter;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.tensor.DeclaredTensors;
import dev.diptych.export.tensor.Slot;
import dev.diptych.image.resize.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as people have them: wrapped, broken, of newer libraries, or a level too high. */
final class ForeignFoldersTest {
    private static final String OPEN_CLIP = "open_clip_model.safetensors";

    @TempDir
    private Path folder;

    @Test
    void leavesWrappersPrefixesOut() throws IOException {
        for (String prefix : List.of("module.", "_orig_mod.", "module._orig_mod.", "model.", "clip.", "model.clip.")) {
            write(SmallModels.clip(), FolderFormat.OPEN_CLIP, folder);
            rename(name -> prefix + name);
            assertReads(SmallModels.clip());
        }
        write(SmallModels.siglip(), FolderFormat.OPEN_CLIP, folder);
        rename(name -> "module." + name);
        assertReads(SmallModels.siglip());
    }

    @Test
    void namesAPrefixThatItDoesNotKnow() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP, folder);
        rename(name -> "student." + name);
        assertThatThrownBy(() ->
                        ModelFolder.open(folder).read(SmallModels.clip().config(), ModelFamily.CLIP, values -> {}))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageEndingWith("; they are there under student., leave that out of the names");
    }

    @Test
    void readsATextTowerUnderEitherName() throws IOException {
        write(SmallModels.siglip(), FolderFormat.OPEN_CLIP, folder);
        rename(name -> name.replaceFirst("^text[.]", ""));
        assertReads(SmallModels.siglip());
    }

    @Test
    void namesWeightsThatAreNotFinite() throws IOException {
        write(SmallModels.clip(), FolderFormat.OPEN_CLIP, folder);
        change(UnaryOperator.identity(), Map.of("visual.proj", Float.NaN, "ln_final.bias", Float.NEGATIVE_INFINITY));
        assertThatThrownBy(() -> ModelFolder.open(folder)
                        .read(
                                SmallModels.clip().config(),
                                ModelFamily.CLIP,
                                values -> DeclaredTensors.of(
                                                SmallModels.clip().config(),
                                                SmallModels.clip().family())
                                        .forEach(slot -> values.of(slot.name()))))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage("read failed: " + folder.resolve(OPEN_CLIP)
                        + ": values that are NaN or infinite in ln_final.bias (1 of 16), visual.proj (1 of 480),"
                        + " expected finite weights");
    }

    @Test
    void readsTheImageProcessorWithinTheProcessorOfTransformers5() throws IOException {
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE, folder);
        Path alone = folder.resolve("preprocessor_config.json");
        String inner = Files.readString(alone).replace("\"resample\" : 3", "\"resample\" : 2");
        Files.writeString(
                folder.resolve("processor_config.json"),
                "{\"image_processor\": " + inner + ", \"processor_class\": \"CLIPProcessor\"}");
        Files.delete(alone);
        assertThat(ModelFolder.open(folder).description().preprocessing().interpolation())
                .isEqualTo(Resampling.BILINEAR);
    }

    @Test
    void readsAProcessorFileWithoutOneInIt() throws IOException {
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE, folder);
        Files.writeString(folder.resolve("processor_config.json"), "{\"processor_class\": \"CLIPProcessor\"}");
        assertThat(ModelFolder.open(folder).description())
                .isEqualTo(SmallModels.clip().croppedAs(FolderFormat.HUGGINGFACE));
    }

    @Test
    void findsTheModelInAFolderOfSentenceTransformers() throws IOException {
        Path inner = folder.resolve("0_CLIPModel");
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE, inner);
        assertThat(ModelFolder.open(folder).folder()).isEqualTo(inner);
        modules("[{\"idx\": 0, \"name\": \"0\", \"path\": \"0_CLIPModel\","
                + " \"type\": \"sentence_transformers.models.CLIPModel\"}]");
        assertThat(ModelFolder.open(folder).folder()).isEqualTo(inner);
        modules("[{\"idx\": 0, \"path\": \"0_Transformer\", \"type\": \"sentence_transformers.models.Transformer\"}]");
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("modules.json: [")
                .hasMessageEndingWith(
                        "expected one module, of sentence-transformers' CLIPModel, in a folder beside it");
    }

    @Test
    void saysWhereCaseMatters() throws IOException {
        write(SmallModels.siglip(), FolderFormat.HUGGINGFACE, folder);
        assertThat(ModelFolder.open(folder).note()).isEmpty();
        Path settings = folder.resolve("tokenizer_config.json");
        Files.writeString(settings, "{\"tokenizer_class\": \"GemmaTokenizerFast\"}");
        assertThat(ModelFolder.open(folder).note())
                .hasValueSatisfying(note -> assertThat(note).contains("GemmaTokenizerFast, which keeps case"));
        Files.writeString(settings, "{\"tokenizer_class\": \"GemmaTokenizerFast\", \"clean\": \"lower\"}");
        assertThat(ModelFolder.open(folder).note()).isEmpty();
    }

    @Test
    void namesThePicklesThatHoldTheWeights() throws IOException {
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE, folder);
        Files.delete(folder.resolve("model.safetensors"));
        for (String name : List.of(
                "optimizer.pt",
                "pytorch_model-00001-of-00002.bin",
                "pytorch_model-00002-of-00002.bin",
                "training_args.bin")) {
            Files.createFile(folder.resolve(name));
        }
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .hasMessageEndingWith("\" '" + folder.resolve("model.safetensors") + "' '"
                        + folder.resolve("pytorch_model-00001-of-00002.bin") + "' '"
                        + folder.resolve("pytorch_model-00002-of-00002.bin") + "'");
    }

    private void modules(String json) throws IOException {
        Files.writeString(folder.resolve("modules.json"), json);
    }

    private void assertReads(ModelDescription model) {
        ModelFolder.open(folder).read(model.config(), model.family(), values -> {
            for (Slot slot : DeclaredTensors.of(model.config(), model.family())) {
                assertThat(values.of(slot.name()))
                        .as(slot.name())
                        .isEqualTo(SmallModels.values(model).of(slot.name()));
            }
        });
    }

    private static void write(ModelDescription model, FolderFormat format, Path to) throws IOException {
        Files.createDirectories(to);
        new ModelFolderWriter(model, SmallModels.TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(to, format, SmallModels.values(model));
    }

    private void rename(UnaryOperator<String> names) throws IOException {
        change(names, Map.of());
    }

    /** @param first values that the first of tensors becomes */
    private void change(UnaryOperator<String> names, Map<String, Float> first) throws IOException {
        Path from = Files.move(folder.resolve(OPEN_CLIP), folder.resolve("from"));
        try (TensorReader reader = TensorReader.open(from)) {
            Map<String, String> old = new HashMap<>();
            reader.tensors().keySet().forEach(name -> old.put(names.apply(name), name));
            List<TensorInfo> infos = reader.tensors().values().stream()
                    .map(info -> new TensorInfo(names.apply(info.name()), info.type(), info.shape()))
                    .toList();
            SafetensorsWriter.write(folder.resolve(OPEN_CLIP), infos, Map.of(), name -> {
                float[] values = reader.read(Objects.requireNonNull(old.get(name)));
                values[0] = first.getOrDefault(name, values[0]);
                return values;
            });
        }
        Files.delete(from);
    }
}
