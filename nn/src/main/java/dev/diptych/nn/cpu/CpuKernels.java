package dev.diptych.nn.cpu;

import dev.diptych.nn.cpu.loss.LossKernels;
import dev.diptych.nn.cpu.update.OptimizerKernels;
import dev.diptych.nn.cpu.update.UpdateKernels;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Fill;

/** The primitives that have Java kernels, on a host engine's memory. */
public final class CpuKernels {
    private CpuKernels() {}

    /** Adds them to an engine's bindings. */
    public static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(Fill.class, op -> FillKernel.of(buffers.floats(op.out()), op.value()));
        EmbeddingKernels.offer(bindings, buffers, workers);
        TokenKernels.offer(bindings, buffers, workers);
        RowKernels.offer(bindings, buffers);
        AverageKernels.offer(bindings, buffers, workers);
        LayerScaleKernels.offer(bindings, buffers, workers);
        NormalizeKernels.offer(bindings, buffers, workers);
        LossKernels.offer(bindings, buffers, workers);
        OptimizerKernels.offer(bindings, buffers, workers);
        UpdateKernels.offer(bindings, buffers, workers);
    }

    /** Of float32 rows; other types are left to the engine. */
    public static Op columnSum(ColumnSum op, Buffers buffers, Workers workers) {
        return ColumnSumKernel.of(op, buffers, workers);
    }
}
