package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;

/** The losses that this package computes. */
public final class LossOps {
    private LossOps() {}

    /** Adds them to an engine's bindings. */
    public static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(InfoNce.class, op -> InfoNceOp.bind(op, scratch));
        bindings.on(CrossEntropy.class, op -> CrossEntropyOp.bind(op, scratch));
        bindings.on(SoftCrossEntropy.class, op -> SoftCrossEntropyOp.bind(op, scratch));
        bindings.on(SigmoidLoss.class, op -> SigmoidLossOp.bind(op, scratch));
    }
}
