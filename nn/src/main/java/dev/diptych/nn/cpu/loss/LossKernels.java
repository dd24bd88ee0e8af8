package dev.diptych.nn.cpu.loss;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;

/** The losses that this package computes. */
public final class LossKernels {
    private LossKernels() {}

    /** Adds them to an engine's bindings. */
    public static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(InfoNce.class, op -> new InfoNceKernel(op, buffers, workers));
        bindings.on(CrossEntropy.class, op -> new CrossEntropyKernel(op, buffers, workers));
        bindings.on(SigmoidLoss.class, op -> new SigmoidLossKernel(op, buffers, workers));
        bindings.on(SoftCrossEntropy.class, op -> new SoftCrossEntropyKernel(op, buffers, workers));
    }
}
