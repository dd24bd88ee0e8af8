package dev.diptych.bench.op;

import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.BatchMatmul;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.op.packed.PackedEmbedding;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** Every primitive, as a training step has it. */
public enum OpCase {
    /** The first layer of the feed-forward half. */
    MATMUL_FORWARD((o, s) -> Matmul.linear(
            o.any("x", s.rows(), s.width()),
            o.any("weight", s.hidden(), s.width()),
            o.any("bias", s.hidden()),
            o.any("out", s.rows(), s.hidden()))),
    MATMUL_INPUT_GRAD((o, s) -> Matmul.product(
            o.any("dy", s.rows(), s.hidden()),
            false,
            o.any("weight", s.hidden(), s.width()),
            false,
            o.any("dx", s.rows(), s.width()),
            false)),
    MATMUL_WEIGHT_GRAD((o, s) -> Matmul.product(
            o.any("dy", s.rows(), s.hidden()),
            true,
            o.any("x", s.rows(), s.width()),
            false,
            o.any("dweight", s.hidden(), s.width()),
            false)),
    /** With the bias', in one pass. */
    WEIGHT_GRAD((o, s) -> new WeightGrad(
            o.any("x", s.rows(), s.width()),
            o.any("dy", s.rows(), s.hidden()),
            o.any("dweight", s.hidden(), s.width()),
            o.any("dbias", s.hidden()))),
    /** The squares of a round of Muon. */
    BATCH_MATMUL((o, s) -> new BatchMatmul(
            o.any("x", 8, s.width(), s.hidden()),
            false,
            o.any("y", 8, s.width(), s.hidden()),
            true,
            1,
            null,
            o.any("square", 8, s.width(), s.width()))),
    ATTENTION((o, s) -> attention(o, s)),
    ATTENTION_GRAD((o, s) -> {
        Tensor packed = o.any("dqkv", s.batch(), s.tokens(), 3 * s.width());
        return new Attention.Grad(
                attention(o, s),
                o.any("dout", s.batch(), s.tokens(), s.width()),
                o.any("scores", s.batch(), s.heads(), s.tokens(), s.tokens()),
                packed.columns(0, s.width()),
                packed.columns(s.width(), s.width()),
                packed.columns(2 * s.width(), s.width()));
    }),
    /** Of tokens to those before them, in sequences of unlike lengths. */
    PACKED_ATTENTION((o, s) -> packedAttention(o, s)),
    PACKED_ATTENTION_GRAD((o, s) -> new PackedAttention.Grad(
            packedAttention(o, s), o.any("dout", s.rows(), s.width()), null, o.any("dqkv", s.rows(), 3 * s.width()))),
    PACKED_EMBEDDING((o, s) -> new PackedEmbedding(
            rowIds(o, s),
            places(o, s),
            o.any("table", s.vocabulary(), s.width()),
            o.any("positions", s.tokens(), s.width()),
            o.any("out", s.rows(), s.width()))),
    PACKED_EMBEDDING_GRAD((o, s) -> new PackedEmbedding.Grad(
            rowIds(o, s),
            places(o, s),
            o.any("dout", s.rows(), s.width()),
            o.any("dtable", s.vocabulary(), s.width()),
            o.any("dpositions", s.tokens(), s.width()),
            false)),
    LAYER_NORM((o, s) -> new LayerNorm(
            o.any("x", s.rows(), s.width()),
            o.any("gamma", s.width()),
            o.any("beta", s.width()),
            Norm.EPSILON,
            o.any("mean", s.rows()),
            o.positive("variance", s.rows()),
            o.any("out", s.rows(), s.width()))),
    LAYER_NORM_GRAD((o, s) -> new LayerNorm.Grad(
            o.any("x", s.rows(), s.width()),
            o.any("gamma", s.width()),
            Norm.EPSILON,
            o.any("mean", s.rows()),
            o.positive("variance", s.rows()),
            o.any("dout", s.rows(), s.width()),
            o.any("dx", s.rows(), s.width()),
            o.any("dgamma", s.width()),
            o.any("dbeta", s.width()),
            false)),
    GELU((o, s) -> activation(Activation.Kind.GELU, o, s)),
    GELU_GRAD((o, s) -> activationGrad(Activation.Kind.GELU, o, s)),
    GELU_TANH((o, s) -> activation(Activation.Kind.GELU_TANH, o, s)),
    GELU_TANH_GRAD((o, s) -> activationGrad(Activation.Kind.GELU_TANH, o, s)),
    QUICK_GELU((o, s) -> activation(Activation.Kind.QUICK_GELU, o, s)),
    QUICK_GELU_GRAD((o, s) -> activationGrad(Activation.Kind.QUICK_GELU, o, s)),
    ADD((o, s) -> new Add(o.any("x", s.rows(), s.width()), o.any("out", s.rows(), s.width()), true)),
    FILL((o, s) -> new Fill(o.any("out", s.rows(), s.width()), 0)),
    COLUMN_SUM((o, s) -> new ColumnSum(o.any("x", s.rows(), s.hidden()), o.any("out", s.hidden()), false)),
    PATCH_GATHER((o, s) -> new PatchGather(
            o.any("images", s.batch(), 3, s.side(), s.side()),
            s.patch(),
            o.any("out", s.batch() * square(s.side() / s.patch()), 3 * square(s.patch())))),
    PREPEND_CLASS((o, s) -> new PrependClass(
            o.any("patches", s.batch(), s.tokens() - 1, s.width()),
            o.any("cls", s.width()),
            o.any("positions", s.tokens(), s.width()),
            o.any("out", s.batch(), s.tokens(), s.width()))),
    PREPEND_CLASS_GRAD((o, s) -> new PrependClass.Grad(
            o.any("dout", s.batch(), s.tokens(), s.width()),
            o.any("dpatches", s.batch(), s.tokens() - 1, s.width()),
            o.any("dcls", s.width()),
            o.any("dpositions", s.tokens(), s.width()),
            false)),
    ADD_POSITIONS((o, s) -> new AddPositions(
            o.any("x", s.batch(), s.tokens(), s.width()),
            o.any("positions", s.tokens(), s.width()),
            o.any("out", s.batch(), s.tokens(), s.width()))),
    AVERAGE_TOKENS((o, s) ->
            new AverageTokens(o.any("x", s.batch(), s.tokens(), s.width()), 1, o.any("out", s.batch(), 1, s.width()))),
    AVERAGE_TOKENS_GRAD((o, s) -> new AverageTokens.Grad(
            o.any("dout", s.batch(), 1, s.width()), 1, o.any("dx", s.batch(), s.tokens(), s.width()), false)),
    LAYER_SCALE((o, s) -> new LayerScale(
            o.any("x", s.rows(), s.width()),
            o.any("gamma", s.width()),
            o.any("residual", s.rows(), s.width()),
            o.any("out", s.rows(), s.width()))),
    LAYER_SCALE_GRAD((o, s) -> new LayerScale.Grad(
            o.any("x", s.rows(), s.width()),
            o.any("gamma", s.width()),
            o.any("dout", s.rows(), s.width()),
            o.any("dx", s.rows(), s.width()),
            o.any("dgamma", s.width()),
            false)),
    /** The query of SigLIP's pooling head. */
    REPEAT((o, s) -> new Repeat(o.any("x", 1, s.width()), o.any("out", s.batch(), 1, s.width()))),
    EMBEDDING((o, s) -> new Embedding(
            ids(o, s),
            o.any("table", s.vocabulary(), s.width()),
            o.any("positions", s.tokens(), s.width()),
            o.any("out", s.batch(), s.tokens(), s.width()))),
    EMBEDDING_GRAD((o, s) -> new Embedding.Grad(
            ids(o, s),
            o.any("dout", s.batch(), s.tokens(), s.width()),
            o.any("dtable", s.vocabulary(), s.width()),
            o.any("dpositions", s.tokens(), s.width()),
            false)),
    SELECT_ROWS((o, s) ->
            new SelectRows(o.any("x", s.rows(), s.width()), lastTokens(o, s), o.any("out", s.batch(), s.width()))),
    SELECT_ROWS_GRAD((o, s) -> new SelectRows.Grad(
            o.any("dout", s.batch(), s.width()), lastTokens(o, s), o.any("dx", s.rows(), s.width()), false)),
    L2_NORMALIZE((o, s) -> new L2Normalize(
            o.any("x", s.batch(), s.embedding()),
            o.positive("inverse", s.batch()),
            o.any("out", s.batch(), s.embedding()))),
    L2_NORMALIZE_GRAD((o, s) -> new L2Normalize.Grad(
            o.any("out", s.batch(), s.embedding()),
            o.positive("inverse", s.batch()),
            o.any("dout", s.batch(), s.embedding()),
            o.any("dx", s.batch(), s.embedding()),
            false)),
    INFO_NCE((o, s) -> new InfoNce(
            o.any("similarities", s.batch(), s.batch()),
            o.any("log scale", 1),
            null,
            o.any("loss", 1),
            o.any("gradient", s.batch(), s.batch()),
            o.any("scale gradient", 1))),
    CROSS_ENTROPY((o, s) -> new CrossEntropy(
            o.any("similarities", s.batch(), s.batch()),
            o.any("log scale", 1),
            null,
            0,
            0,
            1,
            o.any("loss", 1),
            o.any("gradient", s.batch(), s.batch()),
            o.any("scale gradient", 1))),
    SOFT_CROSS_ENTROPY((o, s) -> new SoftCrossEntropy(
            o.any("similarities", s.batch(), s.batch()),
            o.any("log scale", 1),
            o.any("teacher", s.batch(), s.batch()),
            1,
            1,
            o.any("loss", 1),
            o.any("gradient", s.batch(), s.batch()),
            o.any("scale gradient", 1))),
    SIGMOID_LOSS((o, s) -> new SigmoidLoss(
            o.any("similarities", s.batch(), s.batch()),
            o.any("log scale", 1),
            o.any("bias", 1),
            null,
            o.any("loss", 1),
            o.any("gradient", s.batch(), s.batch()),
            o.any("scale gradient", 1),
            o.any("bias gradient", 1))),
    /** Over the parameters of one block, as are the optimiser's steps. */
    GRADIENT_NORM((o, s) ->
            new GradientNorm(List.of(o.any("gradients", block(s))), 1, o.positive("norm", 1), o.positive("factor", 1))),
    GUARD((o, s) -> new Guard(
            o.any("loss", 1),
            o.positive("norm", 1),
            o.positive("factor", 1),
            o.positive("limits", 2),
            o.any("open", 1))),
    CLAMP((o, s) -> new Clamp(o.any("x", 1), 0, 1, o.positive("open", 1), o.any("told", 1))),
    ADAMW((o, s) -> new AdamWStep(
            o.any("parameter", block(s)),
            o.any("gradient", block(s)),
            o.any("moment 1", block(s)),
            o.positive("moment 2", block(s)),
            o.positive("schedule", 3),
            o.positive("factor", 1),
            o.positive("open", 1),
            0.9f,
            0.98f,
            1e-6f,
            0.2f,
            1)),
    LION((o, s) -> new LionStep(
            o.any("parameter", block(s)),
            o.any("gradient", block(s)),
            o.any("moment", block(s)),
            o.positive("schedule", 3),
            o.positive("factor", 1),
            o.positive("open", 1),
            0.9f,
            0.99f,
            0.2f,
            1)),
    NESTEROV((o, s) -> new Nesterov(
            o.any("gradient", block(s)),
            o.any("moment", block(s)),
            o.positive("factor", 1),
            o.positive("open", 1),
            0.95f)),
    MIX((o, s) -> new Mix(o.any("x", block(s)), 2, o.any("y", block(s)), -1, o.any("out", block(s)))),
    DESCENT((o, s) -> new Descent(
            o.any("parameter", block(s)),
            o.any("direction", block(s)),
            o.positive("schedule", 3),
            o.positive("open", 1),
            0.2f,
            1)),
    AVERAGE((o, s) -> new Average(
            o.any("average", block(s)), o.any("parameter", block(s)), o.positive("share", 1), o.positive("open", 1)));

    private final BiFunction<Operands, Sizes, Primitive> maker;

    OpCase(BiFunction<Operands, Sizes, Primitive> maker) {
        this.maker = maker;
    }

    /** The primitive on tensors that {@code operands} takes note of. */
    Primitive primitive(Operands operands, Sizes sizes) {
        return maker.apply(operands, sizes);
    }

    /** As users write it, such as {@code layer-norm-grad}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Attention attention(Operands o, Sizes s) {
        Tensor packed = o.any("qkv", s.batch(), s.tokens(), 3 * s.width());
        return new Attention(
                packed.columns(0, s.width()),
                packed.columns(s.width(), s.width()),
                packed.columns(2 * s.width(), s.width()),
                s.heads(),
                false,
                o.positive("probabilities", s.batch(), s.heads(), s.tokens(), s.tokens()),
                o.any("out", s.batch(), s.tokens(), s.width()));
    }

    /** A sequence of half the tokens before each of one and a half. */
    private static PackedAttention packedAttention(Operands o, Sizes s) {
        return new PackedAttention(
                null,
                o.any("qkv", s.rows(), 3 * s.width()),
                o.numbers("starts", b -> b * s.tokens() - b % 2 * (s.tokens() / 2), s.batch() + 1),
                s.heads(),
                2 * s.tokens(),
                o.any("out", s.rows(), s.width()));
    }

    private static Tensor rowIds(Operands o, Sizes s) {
        return o.numbers("ids", i -> (int) (i * 2654435761L % s.vocabulary()), s.rows());
    }

    private static Tensor places(Operands o, Sizes s) {
        return o.numbers("places", i -> i % s.tokens(), s.rows());
    }

    private static Activation activation(Activation.Kind kind, Operands o, Sizes s) {
        return new Activation(kind, o.any("x", s.rows(), s.hidden()), o.any("out", s.rows(), s.hidden()));
    }

    private static Activation.Grad activationGrad(Activation.Kind kind, Operands o, Sizes s) {
        return new Activation.Grad(
                kind,
                o.any("x", s.rows(), s.hidden()),
                o.any("dout", s.rows(), s.hidden()),
                o.any("dx", s.rows(), s.hidden()));
    }

    private static Tensor ids(Operands o, Sizes s) {
        return o.numbers("ids", i -> (int) (i * 2654435761L % s.vocabulary()), s.batch(), s.tokens());
    }

    private static Tensor lastTokens(Operands o, Sizes s) {
        return o.numbers("rows", b -> b * s.tokens() + s.tokens() - 1, s.batch());
    }

    private static int block(Sizes s) {
        return 12 * square(s.width());
    }

    private static int square(int side) {
        return side * side;
    }
}
