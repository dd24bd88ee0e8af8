package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** One step of a program: a named computation on tensors, not yet tied to an engine. */
public interface Primitive {
    /** The tensors whose values it uses, those it adds to included. */
    List<Tensor> reads();

    /** The tensors it writes, scratch included. */
    List<Tensor> writes();

    /** Floating-point operations of one run, a multiply-add counting two; zero where memory is the cost. */
    default long flops() {
        return 0;
    }

    /** Records the primitives that carry the gradients of what this one wrote to what it read. */
    default void backward(Tape tape) {
        throw new IllegalStateException("backward: " + name() + " has no gradient");
    }

    /**
     * The same computation in other primitives, in their order, which engines run that have no kernel for this one; none where
     * every engine must have one. Results between them are activations of their own.
     */
    default List<Primitive> parts() {
        return List.of();
    }

    /** Its kind, as a profile lists it. */
    default String name() {
        Class<?> outer = getClass().getEnclosingClass();
        return (outer == null ? "" : outer.getSimpleName()) + getClass().getSimpleName();
    }
}
