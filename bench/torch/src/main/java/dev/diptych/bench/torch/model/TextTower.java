package dev.diptych.bench.torch.model;

import dev.diptych.bench.torch.runtime.Precision;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A causal transformer, pooled at each caption's last token. */
public final class TextTower {
    private final int width;
    private final Precision precision;
    private final Tensor table;
    private final Tensor positions;
    private final Tower.Stack blocks;
    private final Head head;

    /**
     * @param context tokens of a caption at most
     * @param vocab size of the vocabulary
     * @param embed D
     */
    public TextTower(Weights weights, Tower tower, int context, int vocab, int embed, Precision precision) {
        this.width = tower.width();
        this.precision = precision;
        this.positions = weights.place("positional_embedding", 0.01, context, width);
        this.table = weights.normal("token_embedding.weight", 0.02, vocab, width);
        this.blocks = tower.declare(weights, "transformer", true);
        this.head = Head.declare(weights, "ln_final", "text_projection", width, embed);
    }

    /**
     * Unit embeddings, float32 [B, D].
     *
     * @param ids int64 [B, T]
     * @param pooled int64 [B], the rows of [B T] that captions are pooled at
     */
    public Tensor apply(Tensor ids, Tensor pooled) {
        Tensor places = positions.narrow(0, 0, ids.size(1));
        Tensor tokens = precision.stream(torch.embedding(table, ids).add(places));
        return head.apply(blocks.apply(tokens).reshape(-1, width).index_select(0, pooled));
    }
}
