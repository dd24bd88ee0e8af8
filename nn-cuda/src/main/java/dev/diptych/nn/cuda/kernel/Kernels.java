package dev.diptych.nn.cuda.kernel;

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
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The launches of each primitive that is not a plain matrix product, in the order in which one stream runs them. Where a
 * tensor's storage is placed already, its place there decides whether 128-bit loads are possible; ask when binding.
 *
 * @param target what they will run on
 */
public record Kernels(Target target) {
    public List<Launch> of(ColumnSum op) {
        return ReductionLaunches.columnSum(op);
    }

    public List<Launch> of(Add op) {
        return ElementLaunches.add(op);
    }

    public List<Launch> of(Fill op) {
        return ElementLaunches.fill(op);
    }

    public List<Launch> of(LayerNorm op) {
        return NormLaunches.layerNorm(op);
    }

    public List<Launch> of(LayerNormGrad op) {
        return NormLaunches.layerNormGrad(op);
    }

    public List<Launch> of(Activation op) {
        return ElementLaunches.activation(op);
    }

    public List<Launch> of(ActivationGrad op) {
        return ElementLaunches.activationGrad(op);
    }

    public List<Launch> of(Attention op) {
        return AttentionLaunches.attention(op, target);
    }

    public List<Launch> of(AttentionGrad op) {
        return AttentionLaunches.attentionGrad(op, target);
    }

    public List<Launch> of(Embedding op) {
        return EmbeddingLaunches.embedding(op);
    }

    public List<Launch> of(EmbeddingGrad op) {
        return EmbeddingLaunches.embeddingGrad(op);
    }

    public List<Launch> of(PatchGather op) {
        return TokenLaunches.patches(op);
    }

    public List<Launch> of(PrependClass op) {
        return TokenLaunches.prependClass(op);
    }

    public List<Launch> of(PrependClassGrad op) {
        return TokenLaunches.prependClassGrad(op);
    }

    public List<Launch> of(AddPositions op) {
        return TokenLaunches.addPositions(op);
    }

    public List<Launch> of(Repeat op) {
        return TokenLaunches.repeat(op);
    }

    public List<Launch> of(AverageTokens op) {
        return ReductionLaunches.average(op);
    }

    public List<Launch> of(AverageTokensGrad op) {
        return TokenLaunches.averageGrad(op);
    }

    public List<Launch> of(LayerScale op) {
        return ElementLaunches.layerScale(op);
    }

    public List<Launch> of(LayerScaleGrad op) {
        return ReductionLaunches.layerScaleGrad(op);
    }

    public List<Launch> of(SelectRows op) {
        return TokenLaunches.selectRows(op);
    }

    public List<Launch> of(SelectRowsGrad op) {
        return TokenLaunches.selectRowsGrad(op);
    }

    public List<Launch> of(L2Normalize op) {
        return NormLaunches.normalize(op);
    }

    public List<Launch> of(L2NormalizeGrad op) {
        return NormLaunches.normalizeGrad(op);
    }

    public List<Launch> of(InfoNce op) {
        return LossLaunches.infoNce(op);
    }

    public List<Launch> of(SigmoidLoss op) {
        return LossLaunches.sigmoid(op);
    }

    public List<Launch> of(GradientNorm op) {
        return OptimizerLaunches.gradientNorm(op);
    }

    public List<Launch> of(Guard op) {
        return OptimizerLaunches.guard(op);
    }

    public List<Launch> of(Clamp op) {
        return OptimizerLaunches.clamp(op);
    }

    /**
     * @param copy bfloat16 [N], written with the rounded parameters, or null
     */
    public List<Launch> of(AdamWStep op, @Nullable Tensor copy) {
        return OptimizerLaunches.adamW(op, copy);
    }

    /**
     * What follows a product that stands in {@code op.out()} already, scale included: {@code out = act(out + bias) +
     * residual}, for what a product's own epilogue cannot do.
     */
    public List<Launch> epilogue(Matmul op) {
        return ElementLaunches.epilogue(op);
    }
}
