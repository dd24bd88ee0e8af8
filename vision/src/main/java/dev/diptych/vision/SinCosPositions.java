package dev.diptych.vision;

import dev.diptych.nn.layer.Initializer;
import java.util.SplittableRandom;

/**
 * Position embeddings by sines and cosines (Chen et al. 2021, MoCo v3, after Vaswani et al. 2017, section 3.5): zeros for
 * the class token; for a patch a half of its width for its column, then one for its row, each sines, then cosines, of
 * {@code place / 10000^(i / (W / 4))}.
 *
 * @param grid patches along one side
 * @param width W, a multiple of 4
 */
record SinCosPositions(int grid, int width) implements Initializer {
    private static final double LONGEST = 10_000;

    @Override
    public void fill(float[] values, SplittableRandom random) {
        int quarter = width / 4;
        for (int y = 0; y < grid; y++) {
            for (int x = 0; x < grid; x++) {
                int at = (1 + y * grid + x) * width;
                for (int i = 0; i < quarter; i++) {
                    double frequency = Math.pow(LONGEST, -(double) i / quarter);
                    values[at + i] = (float) Math.sin(x * frequency);
                    values[at + quarter + i] = (float) Math.cos(x * frequency);
                    values[at + 2 * quarter + i] = (float) Math.sin(y * frequency);
                    values[at + 3 * quarter + i] = (float) Math.cos(y * frequency);
                }
            }
        }
    }
}
