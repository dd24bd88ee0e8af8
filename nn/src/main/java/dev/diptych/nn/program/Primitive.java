package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
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

    Op bind(Engine engine);

    /** The op family, as a profile lists it. */
    default String name() {
        return getClass().getSimpleName();
    }
}
