package dev.diptych.bench.search;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Unit vectors around 500 centres in a space of 32 dimensions, with noise in all: neighbours are neighbours for a reason, as those of
 * embeddings are. Of vectors that are drawn apart from each other the nearest is no nearer than any.
 */
final class ClusteredVectors {
    private static final int CENTRES = 500;
    private static final int RANK = 32;
    private static final double SPREAD = 0.5; // of a cluster, beside 1 between centres

    private final int dimensions;
    private final float[][] centres; // [500, 32]
    private final float[][] basis; // [32, D]

    ClusteredVectors(int dimensions) {
        this.dimensions = dimensions;
        this.centres = normal(new SplittableRandom(1), CENTRES, RANK);
        this.basis = normal(new SplittableRandom(2), RANK, dimensions);
    }

    private static float[][] normal(SplittableRandom random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    /** @return float32 [N, D], those of the numbers from {@code from} on */
    float[] take(long from, int count) {
        float[] all = new float[count * dimensions];
        IntStream.range(0, count).parallel().forEach(i -> draw(new SplittableRandom(from + i), all, i * dimensions));
        return all;
    }

    private void draw(SplittableRandom random, float[] target, int offset) {
        float[] centre = centres[random.nextInt(CENTRES)];
        for (int d = 0; d < dimensions; d++) {
            target[offset + d] = (float) random.nextGaussian();
        }
        for (int r = 0; r < RANK; r++) {
            float weight = centre[r] + (float) (SPREAD * random.nextGaussian());
            float[] direction = basis[r];
            for (int d = 0; d < dimensions; d++) {
                target[offset + d] += weight * direction[d];
            }
        }
        double squares = 0;
        for (int d = 0; d < dimensions; d++) {
            squares += target[offset + d] * target[offset + d];
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int d = 0; d < dimensions; d++) {
            target[offset + d] *= scale;
        }
    }
}
