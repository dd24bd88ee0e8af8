package dev.diptych.nn.op;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * An element-wise non-linearity: {@code out = kind(x)}.
 *
 * @param x float32 or bfloat16, any shape, contiguous
 * @param out same type and shape
 */
public record Activation(Kind kind, Tensor x, Tensor out) implements Differentiable {
    public Activation {
        Require.contiguous("activation", x, out);
        Require.equal("activation", out, out.shape().elements(), x.shape().elements());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink sink = tape.sink(x);
        if (sink.accumulate()) {
            throw new IllegalStateException("backward: " + x + " feeds an activation and something else");
        }
        tape.record(new Grad(kind, x, gradient, sink.gradient()));
    }

    /** The non-linearities of the CLIP family. */
    public enum Kind {
        /** {@code x * Phi(x)}, by the error function (Hendrycks, Gimpel 2016). */
        GELU,
        /** {@code 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}, GELU's approximation (ibid., section 2). */
        GELU_TANH,
        /** {@code x * sigmoid(1.702 x)}, as OpenAI's models use. */
        QUICK_GELU
    }

    /**
     * The gradient of {@link Activation}: {@code dx = dout * kind'(x)}.
     *
     * @param x float32 or bfloat16, what the activation read
     * @param dout same type and shape; may be {@code dx} itself
     * @param dx same type and shape, overwritten
     */
    public record Grad(Activation.Kind kind, Tensor x, Tensor dout, Tensor dx) implements Primitive {
        public Grad {
            Require.contiguous("activation gradient", x, dout, dx);
        }

        @Override
        public List<Tensor> reads() {
            return List.of(x, dout);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(dx);
        }
    }
}
