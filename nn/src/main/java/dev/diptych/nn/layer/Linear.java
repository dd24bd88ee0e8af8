package dev.diptych.nn.layer;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = x weight^T + bias}.
 *
 * @param weight float32 [N, K]
 * @param bias float32 [N]
 */
public record Linear(Tensor weight, @Nullable Tensor bias) {
    /** Declares {@code prefix + weightName} and {@code prefix + biasName}. */
    public static Linear declare(
            Parameters parameters,
            String weightName,
            String biasName,
            int inputs,
            int outputs,
            Initializer weights,
            Initializer biases) {
        return new Linear(
                parameters.declare(weightName, weights, true, outputs, inputs),
                parameters.declare(biasName, biases, false, outputs));
    }

    /** Outputs {@code [from, from + count)} of this layer alone. */
    public Linear outputs(int from, int count) {
        return new Linear(weight.rows(from, count), bias == null ? null : bias.columns(from, count));
    }

    /** @return [..., N] of the tape's type for {@code x} [..., K] */
    public Tensor apply(Tape tape, String name, Tensor x) {
        return apply(tape, name, x, null, null);
    }

    /** @return [..., N] in float32, for the residual stream */
    Tensor applyToStream(Tape tape, String name, Tensor x) {
        int[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = weight.shape().size(0);
        Tensor out = tape.activation(name, sizes);
        tape.record(Matmul.linear(x, weight, bias, out));
        return out;
    }

    /** {@code act(x weight^T + bias) + residual}, float32 with a residual; the activation in forward programs only. */
    Tensor apply(Tape tape, String name, Tensor x, Activation.@Nullable Kind activation, @Nullable Tensor residual) {
        int[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = weight.shape().size(0);
        Tensor out = residual == null ? tape.computed(name, sizes) : tape.activation(name, sizes);
        tape.record(new Matmul(x, false, weight, true, 1, bias, activation, residual, out, false));
        return out;
    }
}
