package dev.diptych.text;

import dev.diptych.nn.layer.BlockNames;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Linear;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.layer.TransformerConfig;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.packed.PackedEmbedding;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.packing.Packing;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The text tower: a transformer pooled at one token (Radford et al. 2021, section 2.4; Zhai et al. 2023). */
public final class TextTransformer {
    private final TextConfig config;
    private final Tensor table;
    private final Tensor positions;
    private final Transformer transformer;
    private final Norm after;
    private final @Nullable Tensor matrix; // [W, D]
    private final @Nullable Linear linear; // [D, W]

    /**
     * Declares the tower's parameters under the names that open_clip gives them.
     *
     * @param prefix empty, or {@code text.} for what open_clip calls a custom text tower
     * @param embedDim D
     */
    public TextTransformer(Parameters parameters, String prefix, TextConfig config, int embedDim) {
        this.config = config;
        int width = config.width();
        this.positions = parameters.declare(
                prefix + "positional_embedding", Initializer.normal(0.01), false, config.contextLength(), width);
        String projection = prefix + "text_projection";
        Initializer normal = Initializer.normal(1 / Math.sqrt(width));
        this.matrix = config.projection() == TextProjection.LINEAR
                ? parameters.declare(projection, normal, true, width, embedDim)
                : null;
        this.linear = config.projection() == TextProjection.BIASED
                ? Linear.declare(
                        parameters,
                        projection + ".weight",
                        projection + ".bias",
                        width,
                        embedDim,
                        normal,
                        Initializer.constant(0))
                : null;
        this.transformer = Transformer.declare(
                parameters,
                prefix + "transformer",
                new TransformerConfig(
                        width,
                        config.layers(),
                        config.heads(),
                        config.mlpWidth(),
                        config.causal(),
                        config.activation(),
                        config.normEpsilon(),
                        config.layerScale(),
                        BlockNames.OPEN_CLIP),
                Transformer.Weights.text(width, config.layers()));
        this.table = parameters.declare(
                prefix + "token_embedding.weight", Initializer.normal(0.02), true, config.vocabSize(), width);
        this.after = Norm.declare(parameters, prefix + "ln_final", width, config.normEpsilon());
    }

    /**
     * Records the tower for captions of up to T tokens, T being at most the context length. Unless the tower {@linkplain
     * TextConfig#readsPadding reads padding}, what stands after the end-of-text token reaches nothing, so a shorter T
     * gives the same embeddings.
     *
     * @param ids int32 [B, T]
     * @param ends where each caption's end-of-text token stands; not read where the tower pools elsewhere
     * @return float32 [B, D], not normalised
     * @throws IllegalArgumentException if T is below the context length and the tower reads padding
     */
    public Tensor apply(Tape tape, Tensor ids, Pooling ends) {
        int batch = ids.shape().size(0);
        int tokens = ids.shape().size(1);
        if (config.readsPadding() && tokens != config.contextLength()) {
            throw new IllegalArgumentException("text tower: captions of " + tokens + " tokens, expected "
                    + config.contextLength() + ", the whole context, as padding is read");
        }
        Tensor sequence = tape.activation("text.tokens", batch, tokens, config.width());
        tape.record(new Embedding(ids, table, positions, sequence));
        Pooling pooling = switch (config.pool()) {
            case ARGMAX, EOS -> ends;
            case FIRST -> Pooling.first(tape, batch, tokens);
            case LAST -> Pooling.at(tape, batch, tokens, tokens - 1);
        };
        Tensor pooled = transformer.applyPooled(tape, sequence, pooling);
        return project(tape, batch, pooled);
    }

    /**
     * Records the tower for captions that are packed, each cut behind the token that it is pooled at: what stands there reaches
     * nothing.
     *
     * @param ids int32 [R]
     * @return float32 [B, D], not normalised
     * @throws IllegalArgumentException unless the tower {@linkplain TextConfig#packs can be packed}
     */
    public Tensor apply(Tape tape, Tensor ids, Packing packing) {
        if (!config.packs()) {
            throw new IllegalArgumentException(
                    "text tower: packed captions, expected a causal tower that pools at the end of text");
        }
        Tensor rows = tape.activation("text.tokens", packing.rows(), config.width());
        tape.record(new PackedEmbedding(ids, packing.places(), table, positions, rows));
        return project(tape, packing.sequences(), transformer.applyPooled(tape, rows, packing));
    }

    private Tensor project(Tape tape, int batch, Tensor pooled) {
        if (matrix != null) {
            Tensor out = tape.activation("text.proj", batch, matrix.shape().last());
            tape.record(Matmul.product(after.apply(tape, "ln_final", pooled), false, matrix, false, out, false));
            return out;
        }
        if (linear != null) {
            Tensor out =
                    tape.activation("text.proj", batch, linear.weight().shape().size(0));
            tape.record(Matmul.linear(after.apply(tape, "ln_final", pooled), linear.weight(), linear.bias(), out));
            return out;
        }
        return after.applyToStream(tape, "ln_final", pooled).reshape(batch, config.width());
    }

    public TextConfig config() {
        return config;
    }
}
