package dev.diptych.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.onnx.graph.Axis;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.graph.ModelFile;
import dev.diptych.export.onnx.runtime.Input;
import dev.diptych.export.onnx.runtime.OnnxModel;
import dev.diptych.image.RgbImage;
import dev.diptych.image.resize.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.CropStart;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preprocessing in a graph, run by onnxruntime, beside Diptych's own. */
final class PixelNodesTest {
    private static final int SIDE = 48;
    private static final ChannelValues ZERO = new ChannelValues(0, 0, 0);
    private static final ChannelValues LEVELS = new ChannelValues(1 / 255f, 1 / 255f, 1 / 255f);

    @TempDir
    private Path folder;

    private final Random random = new Random(7);

    @Test
    void pixelsDifferByALevelOrTwo() throws IOException {
        for (Resampling filter : List.of(Resampling.BICUBIC, Resampling.BILINEAR)) {
            for (ResizeMode mode : List.of(ResizeMode.SHORTEST, ResizeMode.SQUASH)) {
                for (CropStart start : CropStart.values()) {
                    check(new Preprocessing(SIDE, ZERO, LEVELS, filter, mode, 0, start));
                }
            }
        }
    }

    private void check(Preprocessing preprocessing) throws IOException {
        Graph graph = new Graph(PixelNodes.OPSET);
        Axis any = Axis.named("any");
        graph.input("pixels", ElementType.UINT8, any, Axis.named("height"), Axis.named("width"), Axis.of(3));
        new PixelNodes(graph, preprocessing).add("pixels", "pixel_values");
        graph.output("pixel_values", ElementType.FLOAT, any, Axis.of(3), Axis.of(SIDE), Axis.of(SIDE));
        Path file = folder.resolve("pixels.onnx");
        ModelFile.write(file, graph, ModelFile.EXTERNAL_FROM);
        try (OnnxModel model = OnnxModel.open(file)) {
            for (int[] size : new int[][] {{97, 61}, {61, 98}, {48, 48}, {30, 41}, {200, 48}, {131, 131}}) {
                byte[] pixels = new byte[size[0] * size[1] * RgbImage.CHANNELS];
                random.nextBytes(pixels);
                float[] actual = model.run(Map.of("pixels", new Input.Bytes(pixels, 1, size[1], size[0], 3)))
                        .values()
                        .iterator()
                        .next();
                float[] expected = new float[preprocessing.inputLength()];
                preprocessing.apply(new RgbImage(size[0], size[1], pixels), expected, 0);
                assertThat(largestDifference(actual, expected))
                        .as(preprocessing + " of " + size[0] + "x" + size[1])
                        .isLessThan(preprocessing.interpolation() == Resampling.BICUBIC ? 1.01 : 2.01);
            }
        }
    }

    private static double largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void refusesWhatOnnxHasNot() {
        for (Preprocessing each : List.of(
                new Preprocessing(SIDE, ZERO, LEVELS, Resampling.LANCZOS, ResizeMode.SQUASH, 0),
                new Preprocessing(SIDE, ZERO, LEVELS, Resampling.BICUBIC, ResizeMode.LONGEST, 0))) {
            assertThatThrownBy(() -> new PixelNodes(new Graph(PixelNodes.OPSET), each))
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageContaining("expected shortest or squash by bicubic or bilinear, which ONNX has");
        }
    }
}
