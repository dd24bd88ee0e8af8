package dev.diptych.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.emit.Reference;
import dev.diptych.export.emit.TinyModel;
import dev.diptych.export.huggingface.HuggingFaceConfigWriter;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.graph.ModelFile;
import dev.diptych.export.onnx.runtime.Input;
import dev.diptych.export.onnx.runtime.OnnxModel;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files run by onnxruntime give what Diptych computes, for batches of every size and captions of every length. */
final class OnnxParityTest {
    private static final int[] BATCHES = {1, 3, 5};
    private static final int[] LENGTHS = {7, 12, 9}; // of captions, where they may be shorter than the context

    /** float32's rounding in sums of some hundred values near 1. */
    private static final double REAL = 1e-5;

    private static final double HALF_COSINE = 0.9999;

    /** Half the bar of trained models: towers as narrow as these average less of the rounding out. */
    private static final double BYTE_COSINE = 0.998;

    @TempDir
    private Path folder;

    private final Random random = new Random(5);

    /**
     * What a file is given.
     *
     * @param expected float32 [B, D]
     */
    private record Case(Map<String, Input> inputs, float[] expected, int batch) {}

    @ParameterizedTest
    @EnumSource
    void theImageTowerIsTheSame(TinyModel tiny) throws IOException {
        ModelDescription model = tiny.description();
        int side = model.config().vision().imageSize();
        List<Case> cases = new ArrayList<>();
        try (Reference reference = new Reference(model, tiny.weights())) {
            for (int batch : BATCHES) {
                float[] pixels = new float[batch * 3 * side * side];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = (float) random.nextGaussian();
                }
                Input input = new Input.Reals(pixels, batch, 3, side, side);
                cases.add(new Case(Map.of("pixel_values", input), reference.images(pixels, batch), batch));
            }
        }
        check(graphs(tiny)::images, cases);
    }

    @ParameterizedTest
    @EnumSource
    void theTextTowerIsTheSame(TinyModel tiny) throws IOException {
        ModelDescription model = tiny.description();
        TextConfig text = model.config().text();
        int context = text.contextLength();
        List<Case> cases = new ArrayList<>();
        try (Reference reference = new Reference(model, tiny.weights())) {
            for (int i = 0; i < BATCHES.length; i++) {
                int batch = BATCHES[i];
                int tokens = text.readsPadding() ? context : LENGTHS[i];
                int[] ids = captions(text, batch, tokens);
                Input input = rows(ids, batch, context, tokens);
                cases.add(new Case(Map.of("input_ids", input), reference.texts(ids, batch), batch));
            }
        }
        check(graphs(tiny)::texts, cases);
    }

    private void check(Function<Format, Graph> graph, List<Case> cases) throws IOException {
        for (Format format : Format.values()) {
            Path file = folder.resolve("tower" + format.suffix() + ".onnx");
            ModelFile.write(file, graph.apply(format), ModelFile.EXTERNAL_FROM);
            try (OnnxModel onnx = OnnxModel.open(file)) {
                for (Case c : cases) {
                    check(format, only(onnx.run(c.inputs)), c.expected, c.batch);
                }
            }
        }
    }

    /** Rows of the context's length whose end stands within the first tokens. */
    private int[] captions(TextConfig text, int batch, int tokens) {
        int[] ids = new int[batch * text.contextLength()];
        int end = text.pool() == TextPool.EOS ? text.eosId() : text.vocabSize() - 1;
        for (int b = 0; b < batch; b++) {
            int last = 2 + random.nextInt(tokens - 2);
            for (int i = 0; i < last; i++) {
                ids[b * text.contextLength() + i] = 10 + random.nextInt(text.vocabSize() - 11);
            }
            ids[b * text.contextLength() + last] = end;
        }
        return ids;
    }

    private static Input rows(int[] ids, int batch, int context, int tokens) {
        long[] cut = new long[batch * tokens];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = ids[i / tokens * context + i % tokens];
        }
        return new Input.Numbers(cut, batch, tokens);
    }

    private static void check(Format format, float[] actual, float[] expected, int batch) {
        assertThat(actual).hasSameSizeAs(expected);
        int dimensions = expected.length / batch;
        for (int b = 0; b < batch; b++) {
            float[] own = Arrays.copyOfRange(expected, b * dimensions, (b + 1) * dimensions);
            float[] theirs = Arrays.copyOfRange(actual, b * dimensions, (b + 1) * dimensions);
            switch (format) {
                case FP32 -> assertThat(largestDifference(own, theirs)).isLessThan(REAL);
                case FP16 -> assertThat(cosine(own, theirs)).isGreaterThan(HALF_COSINE);
                case INT8 -> assertThat(cosine(own, theirs)).isGreaterThan(BYTE_COSINE);
            }
        }
    }

    private static double largestDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            first += (double) a[i] * a[i];
            second += (double) b[i] * b[i];
        }
        return product / Math.sqrt(first * second);
    }

    private static float[] only(Map<String, float[]> outputs) {
        assertThat(outputs).hasSize(1);
        return outputs.values().iterator().next();
    }

    private Graphs graphs(TinyModel tiny) {
        ModelDescription model = tiny.description();
        return new Graphs(model, HuggingFaceConfigWriter.isSiglip(model), tiny.weights(), false);
    }
}
