package dev.diptych.export.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against numbers of PyTorch; src/test/reference/positions.py says how they were made. */
final class PositionResizeTest {
    private static final int WIDTH = 3;
    private static final double FLOAT32_SUMS = 1e-6; // of 16 products of values up to 1, in another order

    @Test
    void resizesGridsAsPyTorch() throws IOException {
        for (JsonNode grid : vectors().path("grids")) {
            int prefix = grid.path("prefix").intValue();
            int from = grid.path("from").intValue();
            float[] resized = PositionResize.grid(
                    rows(prefix + from * from), prefix, from, grid.path("to").intValue());
            assertClose(resized, grid);
        }
    }

    @Test
    void resizesTextsAsPyTorch() throws IOException {
        for (JsonNode line : vectors().path("lines")) {
            int from = line.path("from").intValue();
            assertClose(PositionResize.line(rows(from), from, line.path("to").intValue()), line);
        }
    }

    @Test
    void aConstantStaysWhatItIs() {
        float[] constant = new float[(1 + 49) * 2];
        Arrays.fill(constant, 0.75f);
        assertThat(PositionResize.grid(constant, 1, 7, 16))
                .hasSize((1 + 256) * 2)
                .containsOnly(0.75f);
    }

    private static void assertClose(float[] actual, JsonNode expected) {
        JsonNode values = expected.path("values");
        assertThat(actual).as("%s", expected).hasSize(values.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as("%d of %s", i, expected)
                    .isCloseTo(values.path(i).doubleValue(), within(FLOAT32_SUMS));
        }
    }

    private static float[] rows(int count) {
        float[] values = new float[count * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(1 + 0.7 * (i / WIDTH) + 1.3 * (i % WIDTH));
        }
        return values;
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in = PositionResizeTest.class.getResourceAsStream("positions.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
