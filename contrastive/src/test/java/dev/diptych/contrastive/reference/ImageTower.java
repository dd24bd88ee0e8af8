package dev.diptych.contrastive.reference;

/*
 * CLIP (Radford et al. 2021, section 2.4; Dosovitskiy et al. 2021, section 3.1), with conv1 as a product over patches:
 *   x = [class; patches conv1^T] + positions;  x = ln_pre(x);  x = blocks(x);  ln_post(x[0]) proj
 * SigLIP (Zhai et al. 2023; the head of Zhai et al. 2022, section 3.2, as big_vision writes it):
 *   x = patches conv1^T + bias + positions;  x = ln_post(blocks(x))
 *   h = attention of the probe over x;  h + mlp(ln(h))
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
        Layers layers = new Layers(weights, architecture.gelu(), image.epsilon());
        Matrix x = patches(pixels)
                .times(weights.matrix("visual.conv1.weight", image.width(), 3 * image.patch() * image.patch())
                        .transposed());
        return (image.map() ? siglip(layers, x) : clip(layers, x)).unitRows();
    }

    private Matrix clip(Layers layers, Matrix patches) {
        Matrix x = weights.vector("visual.class_embedding", patches.columns).above(patches);
        x = x.plus(weights.matrix("visual.positional_embedding", x.rows, x.columns));
        x = blocks(layers, layers.norm(x, "visual.ln_pre"));
        return layers.norm(x.row(0), "visual.ln_post")
                .times(weights.matrix("visual.proj", x.columns, architecture.embedDim()));
    }

    private Matrix siglip(Layers layers, Matrix patches) {
        Matrix x = patches.plus(weights.vector("visual.conv1.bias", patches.columns));
        x = x.plus(weights.matrix("visual.positional_embedding", x.rows, x.columns));
        x = layers.norm(blocks(layers, x), "visual.ln_post");
        int width = x.columns;
        Matrix probe = layers.linear(weights.matrix("visual.attn_pool.latent", 1, width), "visual.attn_pool.q", width);
        Matrix packed = layers.linear(x, "visual.attn_pool.kv", 2 * width);
        Matrix attended = Layers.attend(
                probe,
                packed.columnsFrom(0, width),
                packed.columnsFrom(width, width),
                architecture.image().heads(),
                false);
        Matrix pooled = layers.linear(attended, "visual.attn_pool.proj", width);
        return pooled.plus(layers.mlp(
                layers.norm(pooled, "visual.attn_pool.norm"),
                "visual.attn_pool.mlp.fc1",
                "visual.attn_pool.mlp.fc2",
                architecture.image().hidden()));
    }

    private Matrix blocks(Layers layers, Matrix x) {
        Architecture.Image image = architecture.image();
        return layers.blocks(x, "visual.transformer", image.layers(), image.heads(), image.hidden(), false);
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
