package dev.diptych.nn.layer;

import dev.diptych.nn.adapter.Adapter;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = x weight^T + bias}, and what an adapter adds.
 *
 * @param weight float32 [N, K]
 * @param bias float32 [N]
 */
public record Linear(
        Tensor weight, @Nullable Tensor bias, @Nullable Adapter adapter) {
    /** Without an adapter. */
    public Linear(Tensor weight, @Nullable Tensor bias) {
        this(weight, bias, null);
    }

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
        return new Linear(
                weight.rows(from, count),
                bias == null ? null : bias.columns(from, count),
                adapter == null ? null : adapter.outputs(from, count));
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
        if (adapter != null) {
            adapter.add(tape, name, x, out);
        }
        return out;
    }

    /** {@code act(x weight^T + bias) + residual}, float32 with a residual; the activation in forward programs only. */
    Tensor apply(Tape tape, String name, Tensor x, Activation.@Nullable Kind activation, @Nullable Tensor residual) {
        int[] sizes = x.shape().toArray();
        sizes[sizes.length - 1] = weight.shape().size(0);
        Tensor out = residual == null ? tape.computed(name, sizes) : tape.activation(name, sizes);
        Activation.Kind fused = adapter == null ? activation : null;
        tape.record(new Matmul(x, false, weight, true, 1, bias, fused, residual, out, false));
        if (adapter == null) {
            return out;
        }
        adapter.add(tape, name, x, out);
        return activation == null ? out : activated(tape, name, out, activation);
    }

    private static Tensor activated(Tape tape, String name, Tensor before, Activation.Kind kind) {
        Tensor after = tape.computed(name + ".activated", before.shape().toArray());
        tape.record(new Activation(kind, before, after));
        return after;
    }
}
