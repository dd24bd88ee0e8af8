package dev.diptych.vision.augment.draw;

/** Names one sample in one epoch of one run: the origin of all its random numbers. */
public record SampleDraws(long seed, long epoch, long sampleIndex) {
    /** The transforms that draw; new ones go to the end, so that the others draw what they drew. */
    public enum Transform {
        CROP,
        FLIP,
        AFFINE,
        BACKGROUND,
        COLOR_JITTER,
        GRAY_SCALE,
        INVERT,
        SHADING,
        BLUR,
        ERASING
    }

    public Draws of(Transform transform) {
        return new Draws(seed, epoch, sampleIndex, transform.ordinal());
    }
}
