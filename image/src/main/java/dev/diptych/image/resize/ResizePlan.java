package dev.diptych.image.resize;

/**
 * What a resize does to one image, as sizes alone: the source is scaled, then the result is a window of the scaled
 * image, or the scaled image is a window of the result.
 *
 * @param scaledWidth columns of the whole scaled image
 * @param scaledHeight rows of the whole scaled image
 * @param width columns of the result
 * @param height rows of the result
 * @param left the scaled image's column at which the result starts; negative where a border comes first
 * @param top the scaled image's row at which the result starts; negative where a border comes first
 */
public record ResizePlan(int scaledWidth, int scaledHeight, int width, int height, int left, int top) {
    /** Whether the result of an image of this size differs from it. */
    public boolean changes(int sourceWidth, int sourceHeight) {
        return scaledWidth != sourceWidth
                || scaledHeight != sourceHeight
                || width != sourceWidth
                || height != sourceHeight;
    }

    boolean hasBorder() {
        return width > scaledWidth || height > scaledHeight;
    }
}
