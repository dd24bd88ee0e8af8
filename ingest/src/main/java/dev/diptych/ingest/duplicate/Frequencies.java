package dev.diptych.ingest.duplicate;

import java.util.Arrays;

/** The perceptual hash: DCT-II of the brightness, of which the 64 lowest frequencies but the mean are compared. */
final class Frequencies {
    private static final int SIDE = BrightnessGrid.SIDE;
    private static final int BITS = 64;

    /** Beyond this frequency none of the lowest 65 lies, counted by u + v. */
    private static final int HIGHEST = 11;

    /** Changes below this are those of rounding, not of the picture. */
    private static final double QUIET = 1e-6;

    private static final double[][] COSINES = cosines();
    private static final int[][] ORDER = order();

    private Frequencies() {}

    static long hash(BrightnessGrid grid) {
        double[][] rows = new double[SIDE][HIGHEST];
        for (int y = 0; y < SIDE; y++) {
            for (int u = 0; u < HIGHEST; u++) {
                double sum = 0;
                for (int x = 0; x < SIDE; x++) {
                    sum += grid.cells()[y * SIDE + x] * COSINES[u][x];
                }
                rows[y][u] = sum;
            }
        }
        double[] found = new double[BITS];
        for (int i = 0; i < BITS; i++) {
            int u = ORDER[i][0];
            int v = ORDER[i][1];
            double sum = 0;
            for (int y = 0; y < SIDE; y++) {
                sum += rows[y][u] * COSINES[v][y];
            }
            found[i] = Math.abs(sum) < QUIET ? 0 : sum;
        }
        double[] sorted = found.clone();
        Arrays.sort(sorted);
        double median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
        long hash = 0;
        for (double value : found) {
            hash = hash << 1 | (value > median ? 1 : 0);
        }
        return hash;
    }

    private static double[][] cosines() {
        double[][] cosines = new double[HIGHEST][SIDE];
        for (int u = 0; u < HIGHEST; u++) {
            for (int x = 0; x < SIDE; x++) {
                cosines[u][x] = StrictMath.cos(Math.PI * u * (2 * x + 1) / (2 * SIDE));
            }
        }
        return cosines;
    }

    /** Horizontal and vertical frequency of each bit, the slowest first. */
    private static int[][] order() {
        int[][] order = new int[BITS][];
        int next = 0;
        for (int sum = 1; next < BITS; sum++) {
            for (int u = 0; u <= sum && next < BITS; u++) {
                order[next++] = new int[] {u, sum - u};
            }
        }
        return order;
    }
}
