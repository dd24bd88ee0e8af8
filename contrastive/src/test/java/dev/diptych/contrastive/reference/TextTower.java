package dev.diptych.contrastive.reference;

/*
 * CLIP (Radford et al. 2021, section 2.4): x = tokens + positions; x = blocks(x), causal; ln_final(x[end]) projection,
 * where the end of text is the highest token id.
 * CLIPA and SigLIP (Li et al. 2023, Zhai et al. 2023): the same without a mask, padding attended to, and the last token;
 * SigLIP's projection has a bias.
 */
/** The text transformer, a caption at a time. */
record TextTower(Architecture architecture, Weights weights) {
    /**
     * The embedding of a caption.
     *
     * @param ids [T], padded
     * @return unit [1, D]
     */
    Matrix embed(int[] ids) {
        Architecture.Text text = architecture.text();
        int width = text.width();
        Layers layers = new Layers(weights, text.gelu(), text.epsilon());
        String name = text.name();
        Matrix table = weights.matrix(name + "token_embedding.weight", text.vocabulary(), width);
        Matrix x = weights.matrix(name + "positional_embedding", ids.length, width);
        for (int t = 0; t < ids.length; t++) {
            for (int c = 0; c < width; c++) {
                x.set(t, c, x.at(t, c) + table.at(ids[t], c));
            }
        }
        x = layers.blocks(
                x,
                name,
                BlockNames.OPEN_CLIP,
                text.layers(),
                text.heads(),
                text.hidden(),
                text.scaled(),
                text.causal());
        Matrix pooled = layers.norm(x.row(text.last() ? ids.length - 1 : end(ids)), name + "ln_final");
        Matrix projected = text.biased()
                ? layers.linear(pooled, name + "text_projection.", architecture.embedDim())
                : pooled.times(weights.matrix(name + "text_projection", width, architecture.embedDim()));
        return projected.unitRows();
    }

    /** Where the highest id stands, the first of equals. */
    static int end(int[] ids) {
        int end = 0;
        for (int t = 1; t < ids.length; t++) {
            if (ids[t] > ids[end]) {
                end = t;
            }
        }
        return end;
    }
}
