package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import org.junit.jupiter.api.Test;

final class PositionTest {
    /*
     * Of width W, the first half tells the patch's column and the second its row: W / 4 sines, then the cosines, of the
     * coordinate over 10000^(i / (W / 4)). The class token, first, has zeros.
     */
    @Test
    void fixedPositionsAreSinesAndCosinesOfColumnAndRow() {
        Golden clipa = new Golden("clipa");
        Architecture.Image image = clipa.architecture().image();
        int grid = image.side() / image.patch();
        int quarter = image.width() / 4;
        Matrix expected = Matrix.zeros(grid * grid + 1, image.width());
        for (int patch = 0; patch < grid * grid; patch++) {
            for (int i = 0; i < quarter; i++) {
                double wavelength = Math.pow(10_000, (double) i / quarter);
                double column = patch % grid / wavelength;
                double row = patch / grid / wavelength;
                expected.set(patch + 1, i, Math.sin(column));
                expected.set(patch + 1, quarter + i, Math.cos(column));
                expected.set(patch + 1, 2 * quarter + i, Math.sin(row));
                expected.set(patch + 1, 3 * quarter + i, Math.cos(row));
            }
        }
        try (Engine engine = new OneDnnEngine()) {
            Product product = Product.initialized(clipa.config(), Precision.FP32, engine);
            assertThat(Weights.widened(product.parameter("visual.positional_embedding")))
                    .containsExactly(expected.toArray(), within(1e-7));
        }
    }
}
