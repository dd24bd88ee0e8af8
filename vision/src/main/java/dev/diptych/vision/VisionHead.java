package dev.diptych.vision;

import dev.diptych.nn.layer.AttentionalPooler;
import dev.diptych.nn.layer.MapHead;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/** The end of a vision tower: its blocks, run as far as its features need them, and what makes features of tokens. */
sealed interface VisionHead {
    /** @return of each image one token [B, P], from which its features are made, for {@code stream} float32 [B, T, W] */
    Tensor pool(Tape tape, Transformer blocks, Tensor stream);

    /** @return float32 [B, D] for {@code pooled} [B, P] */
    Tensor project(Tape tape, Tensor pooled);

    /** P, where the tower's is W. */
    int pooledWidth(int width);

    /** The class token, normed and projected. */
    record ClassToken(Norm norm, Tensor projection) implements VisionHead {
        @Override
        public Tensor pool(Tape tape, Transformer blocks, Tensor stream) {
            Pooling first =
                    Pooling.first(tape, stream.shape().size(0), stream.shape().size(1));
            return flat(norm.apply(tape, "visual.ln_post", blocks.applyPooled(tape, stream, first)));
        }

        @Override
        public Tensor project(Tape tape, Tensor pooled) {
            return product(tape, pooled, projection);
        }

        @Override
        public int pooledWidth(int width) {
            return projection.shape().size(0);
        }
    }

    /** The mean of the patches, normed after or before it is taken, and projected. */
    record Average(Norm norm, Tensor projection, boolean normAfter) implements VisionHead {
        @Override
        public Tensor pool(Tape tape, Transformer blocks, Tensor stream) {
            Tensor tokens = blocks.apply(tape, stream);
            return flat(
                    normAfter
                            ? norm.apply(tape, "visual.ln_post", mean(tape, tokens, 1))
                            : mean(tape, norm.apply(tape, "visual.ln_post", tokens), 1));
        }

        @Override
        public Tensor project(Tape tape, Tensor pooled) {
            return product(tape, pooled, projection);
        }

        @Override
        public int pooledWidth(int width) {
            return projection.shape().size(0);
        }
    }

    /** The answer to the first of the pooler's queries, or the mean of those to the others, normed and projected. */
    record Attentional(AttentionalPooler pooler, Norm norm, Tensor projection, boolean average) implements VisionHead {
        @Override
        public Tensor pool(Tape tape, Transformer blocks, Tensor stream) {
            Tensor tokens = blocks.apply(tape, stream);
            Tensor answers =
                    average ? pooler.apply(tape, tokens, 1, pooler.queries() - 1) : pooler.apply(tape, tokens, 0, 1);
            Tensor normed = norm.apply(tape, "visual.ln_post", answers);
            return flat(average ? mean(tape, normed, 0) : normed);
        }

        @Override
        public Tensor project(Tape tape, Tensor pooled) {
            return product(tape, pooled, projection);
        }

        @Override
        public int pooledWidth(int width) {
            return projection.shape().size(0);
        }
    }

    /** SigLIP's: all tokens normed, then multi-head attention pooling. */
    record Siglip(Norm norm, MapHead head) implements VisionHead {
        @Override
        public Tensor pool(Tape tape, Transformer blocks, Tensor stream) {
            return head.apply(tape, norm.apply(tape, "visual.trunk.norm", blocks.apply(tape, stream)));
        }

        /** The pooler has made features of it. */
        @Override
        public Tensor project(Tape tape, Tensor pooled) {
            return pooled;
        }

        @Override
        public int pooledWidth(int width) {
            return width;
        }
    }

    private static Tensor mean(Tape tape, Tensor tokens, int first) {
        Tensor mean = tape.activation(
                tokens.dtype(),
                "visual.ln_post average",
                tokens.shape().size(0),
                1,
                tokens.shape().last());
        tape.record(new AverageTokens(tokens, first, mean));
        return mean;
    }

    private static Tensor flat(Tensor pooled) {
        return pooled.reshape(pooled.shape().size(0), pooled.shape().last());
    }

    private static Tensor product(Tape tape, Tensor pooled, Tensor projection) {
        Tensor out = tape.activation(
                "visual.proj", pooled.shape().size(0), projection.shape().last());
        tape.record(Matmul.product(pooled, false, projection, false, out, false));
        return out;
    }
}
