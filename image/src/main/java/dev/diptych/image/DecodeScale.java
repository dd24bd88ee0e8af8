package dev.diptych.image;

/** By what both sides of a JPEG are divided as it is decoded, for those who make it smaller yet. */
@FunctionalInterface
public interface DecodeScale {
    /** Every pixel, whatever the size. */
    DecodeScale EXACT = (width, height) -> 1;

    /**
     * The number for an image of a size.
     *
     * @param width columns as stored
     * @param height rows as stored
     * @return 1, 2, 4 or 8
     */
    int of(int width, int height);
}
