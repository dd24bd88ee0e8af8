package dev.diptych.image.resize;

import dev.diptych.image.RgbImage;

/**
 * A rectangle of an image, taken for an image of its own without being copied.
 *
 * @param left the first column, in pixels of {@code image}
 * @param top the first row
 */
public record ImagePart(RgbImage image, int left, int top, int width, int height) {
    public ImagePart {
        if (left < 0
                || top < 0
                || width < 1
                || height < 1
                || width > image.width() - left
                || height > image.height() - top) {
            throw new IllegalArgumentException("crop failed: rectangle: " + width + "x" + height + " at " + left + ","
                    + top + ", expected inside " + image.width() + "x" + image.height());
        }
    }

    /** The whole of an image. */
    static ImagePart whole(RgbImage image) {
        return new ImagePart(image, 0, 0, image.width(), image.height());
    }

    /** A copy of its pixels; the image itself if this is the whole of it. */
    RgbImage copied() {
        boolean whole = width == image.width() && height == image.height();
        return whole ? image : image.crop(left, top, width, height);
    }
}
