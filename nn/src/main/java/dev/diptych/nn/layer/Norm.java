package dev.diptych.nn.layer;

import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * Layer normalisation over the innermost axis.
 *
 * @param gamma float32 [W]
 * @param beta float32 [W]
 * @param epsilon added to the variance
 */
public record Norm(Tensor gamma, Tensor beta, float epsilon) {
    /** PyTorch's default, which the CLIP family keeps. */
    public static final float EPSILON = 1e-5f;

    /** Declares {@code name.weight} of ones and {@code name.bias} of zeros, with the default {@link #EPSILON}. */
    public static Norm declare(Parameters parameters, String name, int width) {
        return declare(parameters, name, width, EPSILON);
    }

    /** Declares {@code name.weight} of ones and {@code name.bias} of zeros. */
    public static Norm declare(Parameters parameters, String name, int width, double epsilon) {
        return new Norm(
                parameters.declare(name + ".weight", Initializer.constant(1), false, width),
                parameters.declare(name + ".bias", Initializer.constant(0), false, width),
                (float) epsilon);
    }

    /** @return of the tape's type, for a matrix product; the shape of {@code x} */
    public Tensor apply(Tape tape, String name, Tensor x) {
        return apply(tape, name, x, tape.computed(name, x.shape().toArray()));
    }

    /** @return float32, for the residual stream; the shape of {@code x} */
    public Tensor applyToStream(Tape tape, String name, Tensor x) {
        return apply(tape, name, x, tape.activation(name, x.shape().toArray()));
    }

    private Tensor apply(Tape tape, String name, Tensor x, Tensor out) {
        int rows = Math.toIntExact(x.shape().rows());
        Tensor mean = tape.activation(name + " mean", rows);
        Tensor variance = tape.activation(name + " variance", rows);
        tape.record(new LayerNorm(x, gamma, beta, epsilon, mean, variance, out));
        return out;
    }
}
