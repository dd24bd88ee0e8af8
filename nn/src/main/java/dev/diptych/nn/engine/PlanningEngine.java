package dev.diptych.nn.engine;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.ActivationGrad;
import dev.diptych.nn.op.Add;
import dev.diptych.nn.op.AddPositions;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.AttentionGrad;
import dev.diptych.nn.op.AverageTokens;
import dev.diptych.nn.op.AverageTokensGrad;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Embedding;
import dev.diptych.nn.op.EmbeddingGrad;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.InfoNce;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.L2NormalizeGrad;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerNormGrad;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.LayerScaleGrad;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.PatchGather;
import dev.diptych.nn.op.PrependClass;
import dev.diptych.nn.op.PrependClassGrad;
import dev.diptych.nn.op.Repeat;
import dev.diptych.nn.op.SelectRows;
import dev.diptych.nn.op.SelectRowsGrad;
import dev.diptych.nn.op.SigmoidLoss;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;

/**
 * An engine that computes nothing and takes no memory, but adds up what would have been taken: programs are compiled on
 * it to learn what they need. It may be asked of models that no machine at hand could hold.
 */
public final class PlanningEngine implements Engine {
    private static final Op IDLE = () -> {};

    private long bytes;

    /** Bytes that have been asked for so far. */
    public long bytes() {
        return bytes;
    }

    @Override
    public String name() {
        return "planning";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        bytes += elements * dtype.bytes();
        return new Promise(dtype, elements);
    }

    /** Forgets the values: there is nowhere to keep them. */
    @Override
    public void write(Tensor tensor, float[] source) {}

    /** Forgets the values. */
    @Override
    public void write(Tensor tensor, int[] source) {}

    /** @throws IllegalStateException always: nothing is computed */
    @Override
    public void read(Tensor tensor, float[] target) {
        throw new IllegalStateException("read: " + tensor + ": on an engine that computes nothing");
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}

    @Override
    public Op bind(Matmul primitive) {
        return IDLE;
    }

    @Override
    public Op bind(WeightGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(ColumnSum primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Add primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Fill primitive) {
        return IDLE;
    }

    @Override
    public Op bind(LayerNorm primitive) {
        return IDLE;
    }

    @Override
    public Op bind(LayerNormGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Activation primitive) {
        return IDLE;
    }

    @Override
    public Op bind(ActivationGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Attention primitive) {
        return IDLE;
    }

    @Override
    public Op bind(AttentionGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Embedding primitive) {
        return IDLE;
    }

    @Override
    public Op bind(EmbeddingGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(PatchGather primitive) {
        return IDLE;
    }

    @Override
    public Op bind(PrependClass primitive) {
        return IDLE;
    }

    @Override
    public Op bind(PrependClassGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(AddPositions primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Repeat primitive) {
        return IDLE;
    }

    @Override
    public Op bind(AverageTokens primitive) {
        return IDLE;
    }

    @Override
    public Op bind(AverageTokensGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(LayerScale primitive) {
        return IDLE;
    }

    @Override
    public Op bind(LayerScaleGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(SelectRows primitive) {
        return IDLE;
    }

    @Override
    public Op bind(SelectRowsGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(L2Normalize primitive) {
        return IDLE;
    }

    @Override
    public Op bind(L2NormalizeGrad primitive) {
        return IDLE;
    }

    @Override
    public Op bind(InfoNce primitive) {
        return IDLE;
    }

    @Override
    public Op bind(SigmoidLoss primitive) {
        return IDLE;
    }

    @Override
    public Op bind(GradientNorm primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Guard primitive) {
        return IDLE;
    }

    @Override
    public Op bind(Clamp primitive) {
        return IDLE;
    }

    @Override
    public Op bind(AdamWStep primitive) {
        return IDLE;
    }

    private record Promise(DType dtype, long elements) implements Memory {}
}
