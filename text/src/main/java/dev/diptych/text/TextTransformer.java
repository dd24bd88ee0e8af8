package dev.diptych.text;

import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.layer.TransformerConfig;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Embedding;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;

/** The text tower: a causal transformer pooled at the end-of-text token (Radford et al. 2021, section 2.4). */
public final class TextTransformer {
    private final TextConfig config;
    private final Tensor table;
    private final Tensor positions;
    private final Transformer transformer;
    private final Norm after;
    private final Tensor projection;

    /** Declares the tower's parameters under the top-level names that open_clip gives them. */
    public TextTransformer(Parameters parameters, TextConfig config, int embedDim, Activation.Kind activation) {
        this.config = config;
        int width = config.width();
        this.positions = parameters.declare(
                "positional_embedding", Initializer.normal(0.01), false, config.contextLength(), width);
        this.projection =
                parameters.declare("text_projection", Initializer.normal(1 / Math.sqrt(width)), true, width, embedDim);
        this.transformer = Transformer.declare(
                parameters,
                "transformer",
                new TransformerConfig(width, config.layers(), config.heads(), config.mlpWidth(), true, activation),
                Transformer.Weights.text(width, config.layers()));
        this.table =
                parameters.declare("token_embedding.weight", Initializer.normal(0.02), true, config.vocabSize(), width);
        this.after = Norm.declare(parameters, "ln_final", width);
    }

    /**
     * Records the tower for captions of up to T tokens, T being at most the context length: what stands after the
     * end-of-text token reaches nothing, so a shorter T gives the same embeddings.
     *
     * @param ids int32 [B, T]
     * @param ends where each caption's end-of-text token stands
     * @return float32 [B, D], not normalised
     */
    public Tensor apply(Tape tape, Tensor ids, Pooling ends) {
        int batch = ids.shape().size(0);
        Tensor sequence = tape.activation("text.tokens", batch, ids.shape().size(1), config.width());
        tape.record(new Embedding(ids, table, positions, sequence));
        Tensor pooled = transformer.applyPooled(tape, sequence, ends);
        Tensor out = tape.activation("text.proj", batch, projection.shape().last());
        tape.record(Matmul.product(after.apply(tape, "ln_final", pooled), false, projection, false, out, false));
        return out;
    }

    public TextConfig config() {
        return config;
    }
}
