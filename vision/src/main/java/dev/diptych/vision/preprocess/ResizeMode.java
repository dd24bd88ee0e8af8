package dev.diptych.vision.preprocess;

/** How an image that is not square becomes one; open_clip's {@code resize_mode}. */
public enum ResizeMode {
    /** Scales the shorter side to the size, keeps the middle. */
    SHORTEST,
    /** Scales each side to the size, whatever that does to the shape. */
    SQUASH,
    /** Scales the longer side to the size, pads around it. */
    LONGEST
}
