package dev.diptych.vision;

import dev.diptych.nn.layer.TowerLimits;

/**
 * Pooling by attention from learnt queries, of whose results the first or the mean of the others is taken; open_clip's
 * {@code attentional_pool}.
 *
 * @param queries N; at least 2 where their mean is taken
 * @param heads attention heads, a divisor of the size of the embedding space
 */
public record AttentionalPool(int queries, int heads) {
    public AttentionalPool {
        if (queries < 1 || heads < 1) {
            throw new IllegalArgumentException("vision_cfg: attn_pooler_queries " + queries + ", attn_pooler_heads "
                    + heads + ", expected at least 1 each");
        }
        TowerLimits.check("vision_cfg: attn_pooler_queries", queries, TowerLimits.TOKENS);
    }
}
