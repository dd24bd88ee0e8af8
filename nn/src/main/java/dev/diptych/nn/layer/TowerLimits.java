package dev.diptych.nn.layer;

/**
 * The largest sizes that a tower is read with: several times those of any model, and small enough that every product of
 * them that the layers form is a number of its type.
 */
public final class TowerLimits {
    /** Columns of a tower, and of the embedding space. */
    public static final int WIDTH = 1 << 16;

    /** Columns of a block's feed-forward half. */
    public static final int MLP_WIDTH = 1 << 18;

    public static final int LAYERS = 1024;

    /** Positions in one image or caption. */
    public static final int TOKENS = 1 << 16;

    /** Pixels along a side of the image. */
    public static final int IMAGE_SIZE = 1 << 14;

    public static final int VOCABULARY = 1 << 22;

    private TowerLimits() {}

    /**
     * Checks one size.
     *
     * @param key what the configuration calls it, such as {@code text_cfg: layers}
     * @throws IllegalArgumentException if it is above {@code most}
     */
    public static void check(String key, double value, int most) {
        if (!(value <= most)) {
            throw new IllegalArgumentException(
                    key + " " + (value == Math.rint(value) ? String.format("%.0f", value) : value)
                            + ", expected at most " + most);
        }
    }
}
