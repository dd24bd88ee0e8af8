package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.optim.Readout;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The first step of Muon is along the orthogonal matrix that is nearest to the gradient. */
final class MuonTest {
    /** What five rounds leave of the singular values' distance from one, where they were a thousandth of the norm or more. */
    private static final double WITHIN = 0.125;

    private static final double RATE = 0.5;

    @EngineTest
    void anUpdateIsNearlyOrthogonalAlongTheGradient(Supplier<Engine> engines) {
        check(engines, 1, 12, 12);
        check(engines, 1, 7, 40);
        check(engines, 1, 40, 7);
    }

    @EngineTest
    void stackedMatricesAreMadeOrthogonalEachByItself(Supplier<Engine> engines) {
        check(engines, 3, 8, 20);
    }

    private static void check(Supplier<Engine> engines, int stacked, int m, int n) {
        try (Engine engine = engines.get()) {
            Parameters parameters = new Parameters();
            parameters.declareHidden("hidden", Initializer.constant(0), stacked, stacked * m, n);
            parameters.regroup(entry -> entry.group().asMatrices());
            Parameters.Block values = parameters.place(engine);
            Parameters.Block gradients = parameters.mirror("gradient", engine);
            Readout readout = new Readout(0);
            OptimizerConfig config = new OptimizerConfig(OptimizerConfig.Method.MUON, 0.9, 0.98, 1e-6, 0.95, 0.2, 1);
            Optimizer optimizer = new Optimizer(config, engine, parameters, values, gradients, readout, List.of());
            engine.write(readout.lossTensor(), new float[] {1});
            Random random = new Random(3);
            float[] gradient = new float[stacked * m * n];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) random.nextGaussian();
            }
            engine.write(gradients.tensor("hidden"), gradient);
            assertThat(optimizer.step(RATE)).isTrue();
            float[] moved = new float[gradient.length];
            engine.read(values.tensor("hidden"), moved);
            for (int part = 0; part < stacked; part++) {
                double[][] slope = matrix(gradient, part * m * n, m, n, 1);
                double[][] update = matrix(moved, part * m * n, m, n, -1 / (RATE * 0.2 * Math.sqrt(Math.max(m, n))));
                assertThat(distance(nearestOrthogonal(slope), update)).isLessThan(WITHIN);
            }
        }
    }

    private static double[][] matrix(float[] values, int from, int m, int n, double scale) {
        double[][] matrix = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i][j] = scale * values[from + i * n + j];
            }
        }
        return matrix;
    }

    /** By Newton's iteration of third order, to the end. */
    private static double[][] nearestOrthogonal(double[][] matrix) {
        double squares = 0;
        for (double[] row : matrix) {
            for (double value : row) {
                squares += value * value;
            }
        }
        double[][] x = mix(matrix, 1 / Math.sqrt(squares), matrix, 0);
        for (int i = 0; i < 100; i++) {
            x = mix(x, 1.5, product(product(x, transposed(x)), x), -0.5);
        }
        return x;
    }

    /** The largest singular value of the difference. */
    private static double distance(double[][] one, double[][] other) {
        double[][] difference = mix(one, 1, other, -1);
        double[][] square = product(transposed(difference), difference);
        double[][] vector = new double[square.length][1];
        for (int i = 0; i < vector.length; i++) {
            vector[i][0] = 1 + i;
        }
        double length = 0;
        for (int i = 0; i < 200; i++) {
            vector = product(square, vector);
            length = Math.sqrt(product(transposed(vector), vector)[0][0]);
            vector = mix(vector, 1 / Math.max(length, 1e-300), vector, 0);
        }
        return Math.sqrt(length);
    }

    private static double[][] mix(double[][] x, double alpha, double[][] y, double beta) {
        double[][] out = new double[x.length][x[0].length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[0].length; j++) {
                out[i][j] = alpha * x[i][j] + beta * y[i][j];
            }
        }
        return out;
    }

    private static double[][] transposed(double[][] x) {
        double[][] out = new double[x[0].length][x.length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[0].length; j++) {
                out[i][j] = x[j][i];
            }
        }
        return out;
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] out = new double[x.length][y[0].length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[0].length; j++) {
                for (int k = 0; k < y.length; k++) {
                    out[i][j] += x[i][k] * y[k][j];
                }
            }
        }
        return out;
    }
}
