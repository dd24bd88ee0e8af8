package dev.diptych.eval.probe.lbfgs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.probe.fit.Made;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    private static final double C = 0.75;

    /** More rows than one chunk, and a chunk that is not full. */
    private static final ProbeData DATA = Made.data(9000, 5, 4);

    @Test
    void agreesWithTheNaiveSumInDouble() {
        double[] x = point(0.5);
        double[] gradient = new double[x.length];
        double[] expected = new double[x.length];
        double value = at(x, gradient);
        double naive = naive(x, expected);
        // float32 scores and products of 9,000 terms
        assertThat(value).isCloseTo(naive, within(1e-6 * naive));
        double largest = 0;
        for (double slope : expected) {
            largest = Math.max(largest, Math.abs(slope));
        }
        for (int i = 0; i < x.length; i++) {
            assertThat(gradient[i]).as("slope %d", i).isCloseTo(expected[i], within(1e-5 * largest));
        }
    }

    @Test
    void gradientIsThatOfCentralDifferences() {
        double[] x = point(0.5);
        double[] gradient = new double[x.length];
        at(x, gradient);
        double step = 1.0 / 64; // float32 holds the points; the third derivative makes a relative error of about 1e-4
        for (int i = 0; i < x.length; i++) {
            double[] moved = x.clone();
            moved[i] = x[i] + step;
            double above = at(moved, new double[x.length]);
            moved[i] = x[i] - step;
            double below = at(moved, new double[x.length]);
            assertThat((above - below) / (2 * step))
                    .as("slope %d", i)
                    .isCloseTo(gradient[i], within(1e-3 * Math.abs(gradient[i]) + 0.05));
        }
    }

    @Test
    void losesNothingOfRowsThatAreSure() {
        double[] x = point(0);
        int size = DATA.dimensions() + 1;
        for (int k = 0; k < DATA.classes(); k++) {
            x[k * size + k] = 4000;
        }
        double[] gradient = new double[x.length];
        double naive = naive(x, new double[x.length]);
        assertThat(at(x, gradient)).isCloseTo(naive, within(1e-6 * naive));
    }

    @Test
    void dividesByAModelOfItsCurvature() {
        double[] x = point(0);
        try (Engine engine = Devices.open("cpu", 2);
                SoftmaxRegression regression = new SoftmaxRegression(DATA, engine, 2)) {
            regression.weigh(C);
            regression.at(x, new double[x.length]);
            double[] direction = point(1);
            double[] divided = direction.clone();
            regression.precondition(divided);
            double[] product = curvature(divided);
            for (int i = 0; i < x.length; i++) {
                assertThat(product[i]).isCloseTo(direction[i], within(1e-4));
            }
        }
    }

    private static double[] point(double size) {
        SplittableRandom random = new SplittableRandom(3);
        double[] x = new double[DATA.classes() * (DATA.dimensions() + 1)];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) ((2 * random.nextDouble() - 1) * size);
        }
        return x;
    }

    private static double at(double[] x, double[] gradient) {
        try (Engine engine = Devices.open("cpu", 2);
                SoftmaxRegression regression = new SoftmaxRegression(DATA, engine, 2)) {
            regression.weigh(C);
            return regression.at(x, gradient);
        }
    }

    /** {@code C share X~'X~ + I} of each class: with weights of 0 every p is 1 / 4, the mean of p (1 - p) 3 / 16. */
    private static double[] curvature(double[] v) {
        int size = DATA.dimensions() + 1;
        double[] product = v.clone();
        for (int k = 0; k < DATA.classes(); k++) {
            product[k * size + size - 1] = 0;
            for (int i = 0; i < DATA.count(); i++) {
                double sum = 0;
                for (int d = 0; d < size; d++) {
                    sum += feature(i, d) * v[k * size + d];
                }
                for (int d = 0; d < size; d++) {
                    product[k * size + d] += C * 3 / 16 * sum * feature(i, d);
                }
            }
        }
        return product;
    }

    private static double naive(double[] x, double[] gradient) {
        int size = DATA.dimensions() + 1;
        double value = 0;
        for (int i = 0; i < x.length; i++) {
            boolean weight = i % size < size - 1;
            value += weight ? x[i] * x[i] / 2 : 0;
            gradient[i] = weight ? x[i] : 0;
        }
        for (int i = 0; i < DATA.count(); i++) {
            double[] scores = new double[DATA.classes()];
            double total = 0;
            for (int k = 0; k < scores.length; k++) {
                for (int d = 0; d < size; d++) {
                    scores[k] += x[k * size + d] * feature(i, d);
                }
            }
            double own = scores[DATA.labels()[i]];
            for (double score : scores) {
                total += Math.exp(score - own);
            }
            value += C * Math.log(total);
            for (int k = 0; k < scores.length; k++) {
                double residual = Math.exp(scores[k] - own) / total - (k == DATA.labels()[i] ? 1 : 0);
                for (int d = 0; d < size; d++) {
                    gradient[k * size + d] += C * residual * feature(i, d);
                }
            }
        }
        return value;
    }

    private static double feature(int row, int d) {
        return d == DATA.dimensions() ? 1 : DATA.features().values()[row * DATA.dimensions() + d];
    }
}
