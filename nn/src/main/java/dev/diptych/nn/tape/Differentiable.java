package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.Tensor;

/** A primitive that carries the gradient of its one result to what it read. */
public interface Differentiable extends Primitive {
    /** The result whose gradient is carried on; what else it writes is of use to the gradient alone. */
    Tensor out();

    /**
     * Records the primitives that carry {@code gradient} on.
     *
     * @param gradient float32, the shape of {@link #out}
     */
    void backward(Tape tape, Tensor gradient);

    /** Does nothing where no gradient has reached the result. */
    @Override
    default void backward(Tape tape) {
        Tensor gradient = tape.gradient(out());
        if (gradient != null) {
            backward(tape, gradient);
        }
    }
}
