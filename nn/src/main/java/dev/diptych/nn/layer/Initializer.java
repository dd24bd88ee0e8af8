package dev.diptych.nn.layer;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How a parameter's first values are drawn. */
@FunctionalInterface
public interface Initializer {
    void fill(float[] values, SplittableRandom random);

    static Initializer constant(double value) {
        return (values, random) -> Arrays.fill(values, (float) value);
    }

    /** Normal with mean zero. */
    static Initializer normal(double deviation) {
        return (values, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * gaussian(random));
            }
        };
    }

    /** Normal with mean zero, drawn again where it is further out than twice {@code deviation}. */
    static Initializer truncatedNormal(double deviation) {
        return (values, random) -> {
            for (int i = 0; i < values.length; i++) {
                double draw = gaussian(random);
                while (Math.abs(draw) > 2) {
                    draw = gaussian(random);
                }
                values[i] = (float) (deviation * draw);
            }
        };
    }

    /** Uniform in {@code [-bound, bound)}. */
    static Initializer uniform(double bound) {
        return (values, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        };
    }

    /** PyTorch's default for the weights and biases of linear layers and convolutions. */
    static Initializer fanIn(int inputs) {
        return uniform(1 / Math.sqrt(inputs));
    }

    /** Glorot, Bengio (2010), equation 16. */
    static Initializer xavierUniform(int inputs, int outputs) {
        return uniform(Math.sqrt(6.0 / (inputs + outputs)));
    }

    /** One draw by the Box-Muller transform, so that values do not depend on the JDK's own method. */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
