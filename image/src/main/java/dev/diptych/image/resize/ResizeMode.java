package dev.diptych.image.resize;

/**
 * How an image is brought to a size: img2dataset's modes, with its rules for rounding and centring.
 *
 * <p>A scaled side is the side times the factor, rounded to nearest, a half to even.
 */
public enum ResizeMode {
    /** As it is. */
    NO,
    /** The shorter side becomes the size. */
    KEEP_RATIO,
    /** The longer side becomes the size. */
    KEEP_RATIO_LARGEST,
    /** The shorter side becomes the size, and the middle of the longer one is cut out. */
    CENTER_CROP,
    /** The longer side becomes the size, and the shorter one is filled up with white on both sides. */
    BORDER;

    /** The side that is compared with the size: it becomes the size. */
    int decidingSide(int width, int height) {
        return switch (this) {
            case NO, KEEP_RATIO, CENTER_CROP -> Math.min(width, height);
            case KEEP_RATIO_LARGEST, BORDER -> Math.max(width, height);
        };
    }

    /** Where a result of {@code size} or of the scaled length starts along one axis, in pixels of the scaled image. */
    AxisPlan along(int length, double factor, int size) {
        int scaled = (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.rint(length * factor)));
        return switch (this) {
            case NO -> new AxisPlan(length, length, 0);
            case KEEP_RATIO, KEEP_RATIO_LARGEST -> new AxisPlan(scaled, scaled, 0);
            case CENTER_CROP -> new AxisPlan(scaled, size, (scaled - size) / 2);
            case BORDER -> new AxisPlan(scaled, size, -((size - scaled) / 2));
        };
    }

    /**
     * One axis of a plan.
     *
     * @param scaled pixels of the scaled image
     * @param result pixels of the result
     * @param first the scaled image's pixel at which the result starts; negative where a border comes first
     */
    record AxisPlan(int scaled, int result, int first) {}
}
