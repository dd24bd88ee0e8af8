package dev.diptych.dl4j.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.emit.Reference;
import dev.diptych.export.emit.TinyModel;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.folder.SmallModels;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that ND4J loads and runs give what Diptych computes, for batches of every size. */
final class SameDiffExportTest {
    private static final int[] BATCHES = {1, 3};

    /** float32's rounding in sums of some hundred values near 1. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

    @TempDir
    private Path folder;

    private final Random random = new Random(5);

    @ParameterizedTest
    @EnumSource
    void theTowersAreTheSame(TinyModel tiny) throws IOException {
        ModelDescription model = tiny.description();
        Path output = export(tiny, new SameDiffExport(false));
        TextConfig text = model.config().text();
        int side = model.config().vision().imageSize();
        int context = text.contextLength();
        try (Reference reference = new Reference(model, tiny.weights())) {
            for (int batch : BATCHES) {
                float[] pixels = new float[batch * 3 * side * side];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = (float) random.nextGaussian();
                }
                INDArray images = Nd4j.create(pixels, new long[] {batch, 3, side, side}, 'c');
                close(run(output, "vision_model.fb", "pixel_values", images), reference.images(pixels, batch));
                int[] ids = captions(text, batch);
                INDArray captions = Nd4j.createFromArray(ids).reshape(batch, context);
                close(run(output, "text_model.fb", "input_ids", captions), reference.texts(ids, batch));
            }
        }
    }

    @Test
    void rowsAreOfUnitLengthWhereAsked() throws IOException {
        Path output = export(TinyModel.CLIP, new SameDiffExport(true));
        INDArray captions = Nd4j.createFromArray(
                        captions(TinyModel.CLIP.description().config().text(), 2))
                .reshape(2, 12);
        for (float length :
                run(output, "text_model.fb", "input_ids", captions).norm2(1).toFloatVector()) {
            assertThat(length).isCloseTo(1, ROUNDING);
        }
    }

    @Test
    void writesWhatLoadersOfImagesAndCaptionsRead() throws IOException {
        ModelDescription model = SmallModels.clip();
        Path source = folder.resolve("small");
        new ModelFolderWriter(model, SmallModels.TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(source, FolderFormat.OPEN_CLIP, SmallModels.values(model)::of);
        Path output = folder.resolve("out");
        new SameDiffExport(false).run(ModelFolder.open(source), SmallModels.TOKENIZER, output, note -> {});
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "merges.txt",
                            "preprocessor_config.json",
                            "special_tokens_map.json",
                            "text_model.fb",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "vision_model.fb",
                            "vocab.json");
        }
    }

    @Test
    void towersThatNoFileHoldsAreRefused() {
        assertThatThrownBy(() -> export(TinyModel.CLIP, new SameDiffExport(false, 20_000)))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageMatching(
                        "model failed: tensor .*: the tower's weights up to it take \\d+ bytes, expected at most 20000,"
                                + " which a file of SameDiff holds; export it as ONNX");
        assertThat(folder.resolve("samediff-CLIP")).doesNotExist();
    }

    private Path export(TinyModel tiny, SameDiffExport export) throws IOException {
        Path source = Files.createTempDirectory(folder, "model");
        new ModelFolderWriter(tiny.description(), null, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(source, FolderFormat.OPEN_CLIP, tiny.weights()::of);
        Path output = folder.resolve("samediff-" + tiny);
        export.run(ModelFolder.open(source), null, output, note -> {});
        return output;
    }

    private static INDArray run(Path output, String file, String input, INDArray value) {
        SameDiff graph = SameDiff.load(output.resolve(file).toFile(), false);
        Map<String, INDArray> placeholders = Map.of(input, value);
        String name = input.equals("pixel_values") ? "image_embeds" : "text_embeds";
        return Objects.requireNonNull(graph.output(placeholders, name).get(name));
    }

    private static void close(INDArray actual, float[] expected) {
        float[] values = actual.dup('c').data().asFloat();
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isCloseTo(expected[i], ROUNDING);
        }
    }

    private int[] captions(TextConfig text, int batch) {
        int context = text.contextLength();
        int[] ids = new int[batch * context];
        int end = text.pool() == TextPool.EOS ? text.eosId() : text.vocabSize() - 1;
        for (int b = 0; b < batch; b++) {
            int last = 2 + random.nextInt(context - 2);
            for (int i = 0; i < last; i++) {
                ids[b * context + i] = 10 + random.nextInt(text.vocabSize() - 11);
            }
            ids[b * context + last] = end;
        }
        return ids;
    }
}
