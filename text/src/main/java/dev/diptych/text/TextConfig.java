package dev.diptych.text;

import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.TowerLimits;
import dev.diptych.nn.op.Activation;
import java.util.OptionalDouble;

/**
 * A text transformer, under the names of open_clip's {@code text_cfg}.
 *
 * @param contextLength T, tokens of a caption, start and end of text included, at least 3
 * @param vocabSize V
 * @param width W
 * @param heads attention heads, a divisor of {@code width}
 * @param layers how many blocks
 * @param mlpRatio hidden width of the feed-forward half over {@code width}
 * @param activation the feed-forward half's
 * @param normEpsilon what norms add to the variance, above 0
 * @param layerScale what each branch's column weights start from; empty for branches without
 * @param causal whether a token sees only those before it, not {@code no_causal_mask}
 * @param pool which token becomes the features
 * @param projection how it reaches the embedding space
 * @param padId what captions are padded with
 * @param eosId the end of text, where {@code pool} goes by it
 * @param tokenizer what makes tokens of captions
 */
public record TextConfig(
        int contextLength,
        int vocabSize,
        int width,
        int heads,
        int layers,
        double mlpRatio,
        Activation.Kind activation,
        double normEpsilon,
        OptionalDouble layerScale,
        boolean causal,
        TextPool pool,
        TextProjection projection,
        int padId,
        int eosId,
        TokenizerSpec tokenizer) {
    /** open_clip's {@code pad_id} where none is given. */
    public static final int PAD = 0;

    /** open_clip's {@code eos_id} where none is given. */
    public static final int EOS = 2;

    public TextConfig {
        if (contextLength < 3 || vocabSize < 3) {
            throw new IllegalArgumentException("text_cfg: context_length " + contextLength + ", vocab_size " + vocabSize
                    + ", expected at least 3 each");
        }
        if (width < 1 || heads < 1 || width % heads != 0 || layers < 1 || !(mlpRatio > 0)) {
            throw new IllegalArgumentException("text_cfg: width " + width + ", heads " + heads + ", layers " + layers
                    + ", mlp_ratio " + mlpRatio + ", expected all positive, width a multiple of heads");
        }
        TowerLimits.check("text_cfg: context_length", contextLength, TowerLimits.TOKENS);
        TowerLimits.check("text_cfg: vocab_size", vocabSize, TowerLimits.VOCABULARY);
        TowerLimits.check("text_cfg: width", width, TowerLimits.WIDTH);
        TowerLimits.check("text_cfg: layers", layers, TowerLimits.LAYERS);
        TowerLimits.check("text_cfg: width times mlp_ratio", width * mlpRatio, TowerLimits.MLP_WIDTH);
        if (!(normEpsilon > 0 && normEpsilon < 1)) {
            throw new IllegalArgumentException(
                    "text_cfg: norm_kwargs.eps " + normEpsilon + ", expected above 0 and below 1");
        }
        if (layerScale.isPresent() && !Double.isFinite(layerScale.getAsDouble())) {
            throw new IllegalArgumentException(
                    "text_cfg: ls_init_value " + layerScale.getAsDouble() + ", expected a finite number");
        }
        if (padId < 0 || padId >= vocabSize || pool == TextPool.EOS && (eosId < 0 || eosId >= vocabSize)) {
            throw new IllegalArgumentException("text_cfg: pad_id " + padId + ", eos_id " + eosId
                    + ", expected token numbers below vocab_size " + vocabSize);
        }
    }

    /** CLIP's tower: GELU, causal, pooled at the end of text, projected by a matrix. */
    public TextConfig(int contextLength, int vocabSize, int width, int heads, int layers, double mlpRatio) {
        this(
                contextLength,
                vocabSize,
                width,
                heads,
                layers,
                mlpRatio,
                Activation.Kind.GELU,
                Norm.EPSILON,
                OptionalDouble.empty(),
                true,
                TextPool.ARGMAX,
                TextProjection.LINEAR,
                PAD,
                EOS,
                TokenizerSpec.CLIP);
    }

    /** The same tower with another activation. */
    public TextConfig withActivation(Activation.Kind kind) {
        return new TextConfig(
                contextLength,
                vocabSize,
                width,
                heads,
                layers,
                mlpRatio,
                kind,
                normEpsilon,
                layerScale,
                causal,
                pool,
                projection,
                padId,
                eosId,
                tokenizer);
    }

    public int mlpWidth() {
        return (int) (width * mlpRatio);
    }

    /**
     * Where a row is pooled, as open_clip's {@code text_global_pool} says; padding counts.
     *
     * @param ids int32 [..., T], a row from {@code offset} on
     * @param end where its end of text first stands, which is the answer where the tower pools at a fixed place
     * @return from 0 to T - 1
     */
    public int pooledAt(int[] ids, int offset, int end) {
        return switch (pool) {
            case ARGMAX -> {
                int highest = 0;
                for (int i = 1; i < contextLength; i++) {
                    highest = ids[offset + i] > ids[offset + highest] ? i : highest;
                }
                yield highest;
            }
            case EOS -> {
                int first = 0;
                while (first < contextLength && ids[offset + first] != eosId) {
                    first++;
                }
                yield first == contextLength ? 0 : first; // argmax of all false in PyTorch
            }
            case FIRST, LAST -> end;
        };
    }

    /** Whether what stands behind the end of text reaches the features, so that captions must be padded to the context. */
    public boolean readsPadding() {
        return !causal || pool == TextPool.LAST;
    }

    /** Whether a caption may be cut behind the token that it is pooled at, so that captions can be packed without padding. */
    public boolean packs() {
        return causal && (pool == TextPool.ARGMAX || pool == TextPool.EOS);
    }
}
