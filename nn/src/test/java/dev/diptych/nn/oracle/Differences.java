package dev.diptych.nn.oracle;

import java.util.function.DoubleSupplier;

/*
 * The step: in double precision the rounding error of a difference is about 1e-16 / STEP = 1e-12 of the value, and the
 * fourth-order stencil's own error is STEP^4 / 30 of the fifth derivative: 3e-10 relative even where an argument is
 * scaled by 100, as logits are. Both are far below float32's 6e-8.
 */
/** Gradients by central differences of fourth order. */
public final class Differences {
    private static final double STEP = 1e-4;

    private Differences() {}

    /** The derivative of {@code f} by {@code values[i]}; leaves the value as it was. */
    public static double derivative(DoubleSupplier f, double[] values, int i) {
        double centre = values[i];
        values[i] = centre + STEP;
        double right = f.getAsDouble();
        values[i] = centre - STEP;
        double left = f.getAsDouble();
        values[i] = centre + 2 * STEP;
        double farRight = f.getAsDouble();
        values[i] = centre - 2 * STEP;
        double farLeft = f.getAsDouble();
        values[i] = centre;
        return (8 * (right - left) - (farRight - farLeft)) / (12 * STEP);
    }

    /** The gradient of {@code f} by every element of {@code x}. */
    static double[] gradient(DoubleSupplier f, Grid x) {
        double[] one = new double[1];
        double[] gradient = new double[x.elements()];
        for (int i = 0; i < gradient.length; i++) {
            int place = i;
            one[0] = x.at(i);
            gradient[i] = derivative(
                    () -> {
                        x.set(place, one[0]);
                        return f.getAsDouble();
                    },
                    one,
                    0);
            x.set(i, one[0]);
        }
        return gradient;
    }

    /** The gradient by {@code x} of what {@code forward} writes to {@code out}, weighted by {@code dout}. */
    static double[] pullback(Runnable forward, Grid x, Grid out, double[] dout) {
        return gradient(
                () -> {
                    forward.run();
                    double sum = 0;
                    for (int i = 0; i < dout.length; i++) {
                        sum += dout[i] * out.at(i);
                    }
                    return sum;
                },
                x);
    }
}
