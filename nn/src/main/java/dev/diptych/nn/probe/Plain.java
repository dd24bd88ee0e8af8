package dev.diptych.nn.probe;

import dev.diptych.nn.op.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Primitives by their definitions: loops in double precision over row-major matrices. */
final class Plain {
    private static final double STEP = 1e-5;

    private Plain() {}

    /** {@code op(a) op(b)}, [M, N], where op transposes what is [K, M] or [N, K]. */
    static double[] product(double[] a, boolean transposeA, double[] b, boolean transposeB, int m, int n, int k) {
        double[] out = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[transposeA ? l * m + i : i * k + l] * b[transposeB ? j * k + l : l * n + j];
                }
                out[i * n + j] = sum;
            }
        }
        return out;
    }

    /** {@code a + b}, where b is repeated for as long as a goes on. */
    static double[] sum(double[] a, double[] b) {
        double[] out = new double[a.length];
        Arrays.setAll(out, i -> a[i] + b[i % b.length]);
        return out;
    }

    static double[] map(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).toArray();
    }

    static double[] columnSums(double[] x, int width) {
        double[] sums = new double[width];
        for (int i = 0; i < x.length; i++) {
            sums[i % width] += x[i];
        }
        return sums;
    }

    static double activation(Activation.Kind kind, double x) {
        return switch (kind) {
            case GELU -> x * normal(x);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
        };
    }

    /** By a central difference, good to 1e-9. */
    static double derivative(Activation.Kind kind, double x) {
        return (activation(kind, x + STEP) - activation(kind, x - STEP)) / (2 * STEP);
    }

    /** The normal distribution's integral up to x by its Taylor series, which is good to 1e-8 where it is used. */
    private static double normal(double x) {
        if (Math.abs(x) > 6) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / 2 / n;
            sum += term / (2 * n + 1);
        }
        return 0.5 + sum / Math.sqrt(2 * Math.PI);
    }
}
