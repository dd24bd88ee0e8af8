package dev.diptych.export.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.safetensors.SafetensorsException;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.export.tensor.DeclaredTensors;
import dev.diptych.export.tensor.Slot;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelAverageTest {
    private static final ModelDescription CLIP = SmallModels.clip();

    @TempDir
    private Path folder;

    @Test
    void averagesEveryTensorInDoubleAndWritesAModel() throws IOException {
        List<ModelFolder> models = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            models.add(write("model " + i, CLIP, FolderFormat.OPEN_CLIP, SmallModels.TOKENIZER, shifted(i)));
        }
        Path output = folder.resolve("average");
        write(new ModelAverage(List.of(models.get(0), models.get(2)), List.of(0.25, 0.75)), output);
        check(output, List.of(shifted(0), shifted(2)), List.of(0.25, 0.75));
        Path single = folder.resolve("single");
        write(new ModelAverage(List.of(models.get(0), models.get(2)), List.of(0.0, 1.0)), single);
        check(single, List.of(shifted(2)), List.of(1.0));
        Path three = folder.resolve("three");
        write(new ModelAverage(models, List.of(0.2, 0.3, 0.5)), three);
        check(three, List.of(shifted(0), shifted(1), shifted(2)), List.of(0.2, 0.3, 0.5));
    }

    @Test
    void modelsThatDifferAreRefusedByWhatDiffers() throws IOException {
        ModelFolder first = write("first", CLIP, FolderFormat.OPEN_CLIP, SmallModels.TOKENIZER, shifted(0));
        record Case(String differs, ModelDescription model, Tokenizer tokenizer) {}
        Tokenizer other = new BpeTokenizer(new BpeTrainer(530).train(Stream.of("another text")));
        List<Case> cases = List.of(
                new Case(
                        "model",
                        described(SmallModels.CLIP.replace("\"layers\": 3", "\"layers\": 2")),
                        SmallModels.TOKENIZER),
                new Case(
                        "context length",
                        described(SmallModels.CLIP.replace("12, \"vocab", "13, \"vocab")),
                        SmallModels.TOKENIZER),
                new Case("preprocessing", CLIP.withImageSize(40), SmallModels.TOKENIZER),
                new Case("tokenizer", CLIP, other));
        for (Case c : cases) {
            ModelFolder second =
                    write(c.differs, c.model, FolderFormat.OPEN_CLIP, c.tokenizer, SmallModels.values(c.model));
            assertThatThrownBy(() -> new ModelAverage(List.of(first, second), List.of(0.5, 0.5)))
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageStartingWith(
                            "model failed: " + folder.resolve(c.differs) + ": its " + c.differs + " is ");
        }
    }

    @Test
    void weightsAreOneForEachModelAndTogetherOne() throws IOException {
        ModelFolder model = write("model", CLIP, FolderFormat.OPEN_CLIP, SmallModels.TOKENIZER, shifted(0));
        for (List<Double> weights :
                List.of(List.of(0.5, 0.4), List.of(1.0), List.of(Double.NaN, 1.0), List.<Double>of())) {
            assertThatThrownBy(() -> new ModelAverage(List.of(model, model), weights))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("average: ")
                    .hasMessageContaining(", expected ");
        }
    }

    @Test
    void whatIsNotFiniteIsRefusedAndLeavesNothing() throws IOException {
        ModelFolder model = write("model", CLIP, FolderFormat.OPEN_CLIP, SmallModels.TOKENIZER, shifted(0));
        ModelFolder bad = write("bad", CLIP, FolderFormat.OPEN_CLIP, SmallModels.TOKENIZER, constant(Float.NaN));
        ModelFolder large = write("large", CLIP, FolderFormat.OPEN_CLIP, SmallModels.TOKENIZER, constant(3e38f));
        Path output = folder.resolve("output");
        assertThatThrownBy(() -> write(new ModelAverage(List.of(model, bad), List.of(0.5, 0.5)), output))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining(folder.resolve("bad").toString());
        assertThatThrownBy(() -> write(new ModelAverage(List.of(model, large), List.of(-1.0, 2.0)), output))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining(" becomes infinite, expected a finite average; choose weights from 0 to 1");
        assertThat(output).doesNotExist();
    }

    private void check(Path output, List<TensorValues> models, List<Double> weights) {
        ModelFolder written = ModelFolder.open(output);
        assertThat(written.description()).isEqualTo(CLIP);
        assertThat(written.tokenizer(null).hash()).isEqualTo(SmallModels.TOKENIZER.hash());
        written.read(CLIP.config(), CLIP.family(), values -> {
            for (Slot slot : DeclaredTensors.of(CLIP.config(), CLIP.family())) {
                float[] actual = values.of(slot.name());
                for (int i = 0; i < actual.length; i++) {
                    double expected = 0;
                    for (int model = 0; model < models.size(); model++) {
                        expected += weights.get(model) * models.get(model).of(slot.name())[i];
                    }
                    assertThat(actual[i]).as(slot.name()).isEqualTo((float) expected);
                    if (i > 20) {
                        break; // the values are drawn anew for each
                    }
                }
            }
        });
    }

    private static ModelDescription described(String json) {
        return new ModelDescription(SmallModels.config(json), CLIP.family(), new Preprocessing(32));
    }

    private static TensorValues shifted(float by) {
        TensorValues values = SmallModels.values(CLIP);
        return name -> {
            float[] shifted = values.of(name);
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] += by * (i % 3);
            }
            return shifted;
        };
    }

    private static TensorValues constant(float value) {
        TensorValues values = SmallModels.values(CLIP);
        return name -> {
            float[] constant = values.of(name);
            Arrays.fill(constant, value);
            return constant;
        };
    }

    private ModelFolder write(
            String name, ModelDescription model, FolderFormat format, Tokenizer tokenizer, TensorValues values)
            throws IOException {
        Path to = Files.createDirectory(folder.resolve(name));
        new ModelFolderWriter(model, tokenizer, StoredType.F32, ShardWriter.DEFAULT_LIMIT).write(to, format, values);
        return ModelFolder.open(to);
    }

    private static void write(ModelAverage average, Path output) throws IOException {
        new Conversion(FolderFormat.OPEN_CLIP, StoredType.F32, ShardWriter.DEFAULT_LIMIT, OptionalInt.empty())
                .run(average, SmallModels.TOKENIZER, output);
    }
}
