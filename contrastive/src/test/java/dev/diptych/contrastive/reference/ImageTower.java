package dev.diptych.contrastive.reference;

/*
 * CLIP (Radford et al. 2021, section 2.4; Dosovitskiy et al. 2021, section 3.1), with the convolution as a product over
 * patches:
 *   x = [class; patches conv1^T] + positions;  x = ln_pre(x);  x = blocks(x);  ln_post(x[0]) proj
 * CLIPA (Li et al. 2023): the same without ln_pre; ln_post(mean(x[1:])) proj
 * SigLIP (Zhai et al. 2023; the head of Zhai et al. 2022, section 3.2, as big_vision writes it), under timm's names:
 *   x = patches proj^T + bias + positions;  x = norm(blocks(x))
 *   h = attention of the probe over x;  h + mlp(norm(h))
 */
/** The vision transformer, an image at a time. */
record ImageTower(Architecture architecture, Weights weights) {
    /**
     * The embedding of an image.
     *
     * @param pixels [3, S, S], normalised
     * @return unit [1, D]
     */
    Matrix embed(float[] pixels) {
        Architecture.Image image = architecture.image();
        Layers layers = new Layers(weights, image.gelu(), image.epsilon());
        Matrix patches = patches(pixels);
        return (image.pool().equals("map") ? siglip(layers, patches) : clip(layers, patches)).unitRows();
    }

    private Matrix clip(Layers layers, Matrix patches) {
        int width = architecture.image().width();
        Matrix embedded = patches.times(
                weights.matrix("visual.conv1.weight", width, patches.columns).transposed());
        Matrix x = weights.vector("visual.class_embedding", width).above(embedded);
        x = x.plus(weights.matrix("visual.positional_embedding", x.rows, width));
        if (architecture.image().normBefore()) {
            x = layers.norm(x, "visual.ln_pre");
        }
        x = blocks(layers, x, "visual.", BlockNames.OPEN_CLIP);
        Matrix pooled = architecture.image().normAfterPool()
                ? layers.norm(pool(x), "visual.ln_post")
                : pool(layers.norm(x, "visual.ln_post"));
        return pooled.times(weights.matrix("visual.proj", width, architecture.embedDim()));
    }

    /** The class token, or the mean of all others. */
    private Matrix pool(Matrix x) {
        return architecture.image().pool().equals("avg")
                ? x.rowsFrom(1, x.rows - 1).mean()
                : x.row(0);
    }

    private Matrix siglip(Layers layers, Matrix patches) {
        int width = architecture.image().width();
        Matrix x = layers.linear(patches, "visual.trunk.patch_embed.proj.", width);
        x = x.plus(weights.matrix("visual.trunk.pos_embed", x.rows, width));
        x = layers.norm(blocks(layers, x, "visual.trunk.", BlockNames.TIMM), "visual.trunk.norm");
        String head = "visual.trunk.attn_pool.";
        Matrix probe = layers.linear(weights.matrix(head + "latent", 1, width), head + "q.", width);
        Matrix packed = layers.linear(x, head + "kv.", 2 * width);
        Matrix attended = Layers.attend(
                probe,
                packed.columnsFrom(0, width),
                packed.columnsFrom(width, width),
                architecture.image().heads(),
                false);
        Matrix pooled = layers.linear(attended, head + "proj.", width);
        Matrix normal = layers.norm(pooled, head + "norm");
        return pooled.plus(layers.mlp(
                normal, head + "mlp.fc1", head + "mlp.fc2", architecture.image().hidden()));
    }

    private Matrix blocks(Layers layers, Matrix x, String tower, BlockNames names) {
        Architecture.Image image = architecture.image();
        return layers.blocks(x, tower, names, image.layers(), image.heads(), image.hidden(), image.scaled(), false);
    }

    /** Patches in reading order, one a row: its channels one after the other, each in reading order. */
    private Matrix patches(float[] pixels) {
        int side = architecture.image().side();
        int patch = architecture.image().patch();
        int grid = side / patch;
        Matrix out = Matrix.zeros(grid * grid, 3 * patch * patch);
        for (int row = 0; row < out.rows; row++) {
            int top = row / grid * patch;
            int left = row % grid * patch;
            for (int column = 0; column < out.columns; column++) {
                int channel = column / (patch * patch);
                int y = top + column / patch % patch;
                int x = left + column % patch;
                out.set(row, column, pixels[(channel * side + y) * side + x]);
            }
        }
        return out;
    }
}
