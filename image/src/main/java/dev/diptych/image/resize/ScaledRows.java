package dev.diptych.image.resize;

/** Takes the rows of a scaled image. */
interface ScaledRows {
    /** Takes row {@code y}, pixels as {@link PackedPixels} has them. */
    void take(int y, int[] row);
}
