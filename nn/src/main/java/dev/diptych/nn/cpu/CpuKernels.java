package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.AverageTokens;
import dev.diptych.nn.op.AverageTokensGrad;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Embedding;
import dev.diptych.nn.op.EmbeddingGrad;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.InfoNce;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.L2NormalizeGrad;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.LayerScaleGrad;
import dev.diptych.nn.op.PrependClass;
import dev.diptych.nn.op.PrependClassGrad;
import dev.diptych.nn.op.Repeat;
import dev.diptych.nn.op.SelectRows;
import dev.diptych.nn.op.SelectRowsGrad;
import dev.diptych.nn.op.SigmoidLoss;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;

/** Binds primitives to Java kernels on a host engine's memory. */
public final class CpuKernels {
    private final Buffers buffers;
    private final Workers workers;

    public CpuKernels(Buffers buffers, Workers workers) {
        this.buffers = buffers;
        this.workers = workers;
    }

    public Op bind(ColumnSum op) {
        return ColumnSumKernel.of(op, buffers, workers);
    }

    public Op bind(Fill op) {
        return FillKernel.of(buffers.floats(op.out()), op.value());
    }

    public Op bind(Embedding op) {
        return EmbeddingKernels.forward(op, buffers, workers);
    }

    public Op bind(EmbeddingGrad op) {
        return EmbeddingKernels.backward(op, buffers, workers);
    }

    public Op bind(PrependClass op) {
        return TokenKernels.prepend(op, buffers, workers);
    }

    public Op bind(PrependClassGrad op) {
        return TokenKernels.prependGrad(op, buffers, workers);
    }

    public Op bind(Repeat op) {
        return RowKernels.repeat(op, buffers);
    }

    public Op bind(AverageTokens op) {
        return AverageKernels.average(op, buffers, workers);
    }

    public Op bind(AverageTokensGrad op) {
        return AverageKernels.gradient(op, buffers, workers);
    }

    public Op bind(LayerScale op) {
        return LayerScaleKernels.forward(op, buffers, workers);
    }

    public Op bind(LayerScaleGrad op) {
        return LayerScaleKernels.backward(op, buffers, workers);
    }

    public Op bind(SelectRows op) {
        return RowKernels.select(op, buffers);
    }

    public Op bind(SelectRowsGrad op) {
        return RowKernels.selectGrad(op, buffers);
    }

    public Op bind(L2Normalize op) {
        return NormalizeKernels.forward(op, buffers, workers);
    }

    public Op bind(L2NormalizeGrad op) {
        return NormalizeKernels.backward(op, buffers, workers);
    }

    public Op bind(InfoNce op) {
        return new InfoNceKernel(op, buffers, workers);
    }

    public Op bind(SigmoidLoss op) {
        return new SigmoidLossKernel(op, buffers, workers);
    }

    public Op bind(GradientNorm op) {
        return OptimizerKernels.norm(op, buffers, workers);
    }

    public Op bind(Guard op) {
        return OptimizerKernels.guard(op, buffers);
    }

    public Op bind(Clamp op) {
        return OptimizerKernels.clamp(op, buffers);
    }

    public Op bind(AdamWStep op) {
        return OptimizerKernels.adamW(op, buffers, workers);
    }
}
