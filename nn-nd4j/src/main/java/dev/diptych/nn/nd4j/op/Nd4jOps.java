package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.Fill;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The primitives that this package computes. */
public final class Nd4jOps {
    private Nd4jOps() {}

    /** Adds them to an engine's bindings. */
    public static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(Fill.class, Nd4jOps::fill);
        DenseOps.offer(bindings, scratch);
        NormOps.offer(bindings, scratch);
        ActivationOps.offer(bindings, scratch);
        AttentionOps.offer(bindings, scratch);
        TokenOps.offer(bindings, scratch);
        PackedOps.offer(bindings, scratch);
        PatchOps.offer(bindings, scratch);
        AverageOps.offer(bindings, scratch);
        OptimiserOps.offer(bindings, scratch);
    }

    private static Op fill(Fill op) {
        INDArray out = Views.vector(op.out());
        return () -> out.assign(op.value());
    }
}
