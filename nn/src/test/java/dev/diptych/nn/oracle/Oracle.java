package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
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
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * An engine in double precision and plain loops. Forward primitives follow their definitions; gradient primitives are
 * central differences of the forward ones, so that no formula is derived twice.
 *
 * <p>It keeps each storage's values itself and looks at no placement: one primitive may run here and on an engine under
 * test, and nothing shares memory.
 */
public final class Oracle implements Engine {
    private final Map<Storage, double[]> memory = new IdentityHashMap<>();

    /** All elements of a storage, to read and to change. */
    public double[] values(Storage storage) {
        return memory.computeIfAbsent(storage, key -> new double[Math.toIntExact(key.elements())]);
    }

    Grid grid(Tensor tensor) {
        return new Grid(values(tensor.storage()), tensor);
    }

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return new Nowhere(dtype, elements);
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        Grid grid = grid(tensor);
        for (int i = 0; i < source.length; i++) {
            grid.set(i, source[i]);
        }
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        Grid grid = grid(tensor);
        for (int i = 0; i < source.length; i++) {
            grid.set(i, source[i]);
        }
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        Grid grid = grid(tensor);
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) grid.at(i);
        }
    }

    @Override
    public Op bind(Matmul primitive) {
        return DenseOracle.matmul(this, primitive);
    }

    @Override
    public Op bind(WeightGrad primitive) {
        return DenseOracle.weightGrad(this, primitive);
    }

    @Override
    public Op bind(ColumnSum primitive) {
        return DenseOracle.columnSum(this, primitive);
    }

    @Override
    public Op bind(Add primitive) {
        return DenseOracle.add(this, primitive);
    }

    @Override
    public Op bind(Fill primitive) {
        return () -> grid(primitive.out()).fill(primitive.value());
    }

    @Override
    public Op bind(LayerNorm primitive) {
        return NormOracle.layerNorm(this, primitive);
    }

    @Override
    public Op bind(LayerNormGrad primitive) {
        return NormOracle.layerNormGrad(this, primitive);
    }

    @Override
    public Op bind(Activation primitive) {
        return DenseOracle.activation(this, primitive);
    }

    @Override
    public Op bind(ActivationGrad primitive) {
        return DenseOracle.activationGrad(this, primitive);
    }

    @Override
    public Op bind(Attention primitive) {
        return AttentionOracle.attention(this, primitive);
    }

    @Override
    public Op bind(AttentionGrad primitive) {
        return AttentionOracle.attentionGrad(this, primitive);
    }

    @Override
    public Op bind(Embedding primitive) {
        return TokenOracle.embedding(this, primitive);
    }

    @Override
    public Op bind(EmbeddingGrad primitive) {
        return TokenOracle.embeddingGrad(this, primitive);
    }

    @Override
    public Op bind(PatchGather primitive) {
        return TokenOracle.patchGather(this, primitive);
    }

    @Override
    public Op bind(PrependClass primitive) {
        return TokenOracle.prependClass(this, primitive);
    }

    @Override
    public Op bind(PrependClassGrad primitive) {
        return TokenOracle.prependClassGrad(this, primitive);
    }

    @Override
    public Op bind(AddPositions primitive) {
        return TokenOracle.addPositions(this, primitive);
    }

    @Override
    public Op bind(Repeat primitive) {
        return TokenOracle.repeat(this, primitive);
    }

    @Override
    public Op bind(AverageTokens primitive) {
        return AverageOracle.average(this, primitive);
    }

    @Override
    public Op bind(AverageTokensGrad primitive) {
        return AverageOracle.averageGrad(this, primitive);
    }

    @Override
    public Op bind(LayerScale primitive) {
        return NormOracle.layerScale(this, primitive);
    }

    @Override
    public Op bind(LayerScaleGrad primitive) {
        return NormOracle.layerScaleGrad(this, primitive);
    }

    @Override
    public Op bind(SelectRows primitive) {
        return TokenOracle.selectRows(this, primitive);
    }

    @Override
    public Op bind(SelectRowsGrad primitive) {
        return TokenOracle.selectRowsGrad(this, primitive);
    }

    @Override
    public Op bind(L2Normalize primitive) {
        return NormOracle.normalize(this, primitive);
    }

    @Override
    public Op bind(L2NormalizeGrad primitive) {
        return NormOracle.normalizeGrad(this, primitive);
    }

    @Override
    public Op bind(InfoNce primitive) {
        return LossOracle.infoNce(this, primitive);
    }

    @Override
    public Op bind(SigmoidLoss primitive) {
        return LossOracle.sigmoid(this, primitive);
    }

    @Override
    public Op bind(GradientNorm primitive) {
        return OptimiserOracle.gradientNorm(this, primitive);
    }

    @Override
    public Op bind(Guard primitive) {
        return OptimiserOracle.guard(this, primitive);
    }

    @Override
    public Op bind(Clamp primitive) {
        return OptimiserOracle.clamp(this, primitive);
    }

    @Override
    public Op bind(AdamWStep primitive) {
        return OptimiserOracle.adamW(this, primitive);
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}

    /** Stands for memory where a program or a set of parameters is placed. */
    private record Nowhere(DType dtype, long elements) implements Memory {}
}
