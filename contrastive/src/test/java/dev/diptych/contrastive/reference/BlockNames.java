package dev.diptych.contrastive.reference;

/** What the tensors of a transformer's block are called, after the tower's prefix. */
enum BlockNames {
    OPEN_CLIP(
            "transformer.resblocks.", ".ln_1", ".attn.in_proj_", ".attn.out_proj", ".ln_2", ".mlp.c_fc", ".mlp.c_proj"),
    TIMM("blocks.", ".norm1", ".attn.qkv.", ".attn.proj", ".norm2", ".mlp.fc1", ".mlp.fc2");

    final String blocks;
    final String attentionNorm;
    final String packed; // and "weight" or "bias": queries, keys and values
    final String attended;
    final String mlpNorm;
    final String expanded;
    final String contracted;

    BlockNames(
            String blocks,
            String attentionNorm,
            String packed,
            String attended,
            String mlpNorm,
            String expanded,
            String contracted) {
        this.blocks = blocks;
        this.attentionNorm = attentionNorm;
        this.packed = packed;
        this.attended = attended;
        this.mlpNorm = mlpNorm;
        this.expanded = expanded;
        this.contracted = contracted;
    }
}
