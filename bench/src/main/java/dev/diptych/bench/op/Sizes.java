package dev.diptych.bench.op;

/** The sizes of the model that a primitive is taken from. */
public enum Sizes {
    /** For tests. */
    TINY(2, 5, 16, 2, 32, 8, 16, 8),
    /** 64 px, patch 8, width 256, context 32, batch 128. */
    SMALL(128, 65, 256, 4, 4096, 256, 64, 8),
    /** The vision tower of ViT-B/32 at batch 32. */
    VIT_B_32(32, 50, 768, 12, 49408, 512, 224, 32);

    private final int batch;
    private final int tokens;
    private final int width;
    private final int heads;
    private final int vocabulary;
    private final int embedding;
    private final int side;
    private final int patch;

    Sizes(int batch, int tokens, int width, int heads, int vocabulary, int embedding, int side, int patch) {
        this.batch = batch;
        this.tokens = tokens;
        this.width = width;
        this.heads = heads;
        this.vocabulary = vocabulary;
        this.embedding = embedding;
        this.side = side;
        this.patch = patch;
    }

    int batch() {
        return batch;
    }

    int tokens() {
        return tokens;
    }

    int width() {
        return width;
    }

    int heads() {
        return heads;
    }

    int vocabulary() {
        return vocabulary;
    }

    int embedding() {
        return embedding;
    }

    int side() {
        return side;
    }

    int patch() {
        return patch;
    }

    /** Tokens of the whole batch. */
    int rows() {
        return batch * tokens;
    }

    /** Columns inside the feed-forward half. */
    int hidden() {
        return 4 * width;
    }
}
