package dev.diptych.nn.layer;

/**
 * How a stack of blocks names its tensors, after the tower's own prefix and a dot.
 *
 * @param list before a block's number
 * @param firstNorm before the attention
 * @param packed the packed projections of queries, keys and values; what {@code weight} or {@code bias} follows
 * @param project the attention's output
 * @param firstScale the attention's layer scale
 * @param secondNorm before the feed-forward half
 * @param expand its first layer
 * @param shrink its second layer
 * @param secondScale its layer scale
 */
public record BlockNames(
        String list,
        String firstNorm,
        String packed,
        String project,
        String firstScale,
        String secondNorm,
        String expand,
        String shrink,
        String secondScale) {
    /** Those of OpenAI's and open_clip's transformers. */
    public static final BlockNames OPEN_CLIP = new BlockNames(
            "resblocks", "ln_1", "attn.in_proj_", "attn.out_proj.", "ls_1", "ln_2", "mlp.c_fc.", "mlp.c_proj.", "ls_2");

    /** Those of timm's vision transformers. */
    public static final BlockNames TIMM =
            new BlockNames("blocks", "norm1", "attn.qkv.", "attn.proj.", "ls1", "norm2", "mlp.fc1.", "mlp.fc2.", "ls2");
}
