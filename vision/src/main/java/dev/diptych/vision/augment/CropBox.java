package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Range;

/**
 * The rectangle of the source that becomes the input, in source pixels; it may leave the source.
 *
 * @param left the first column
 * @param top the first row
 */
record CropBox(int left, int top, int width, int height) {
    private static final int ATTEMPTS = 10;

    /** torchvision's RandomResizedCrop; a share of the area above 1 may take the box past the edges. */
    static CropBox draw(Range scale, Range ratio, int sourceWidth, int sourceHeight, Draws draws) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            float share = draws.uniform(scale);
            double area = (double) share * sourceWidth * sourceHeight;
            double aspect = draws.logUniform(ratio);
            int width = (int) Math.rint(Math.sqrt(area * aspect));
            int height = (int) Math.rint(Math.sqrt(area / aspect));
            boolean fits = width <= sourceWidth && height <= sourceHeight;
            if (width > 0 && height > 0 && (fits || share > 1)) {
                return new CropBox(place(width, sourceWidth, draws), place(height, sourceHeight, draws), width, height);
            }
        }
        return largestInside(ratio, sourceWidth, sourceHeight);
    }

    /** Anywhere such that the shorter of box and source lies inside the longer. */
    private static int place(int length, int sourceLength, Draws draws) {
        int slack = sourceLength - length;
        return slack >= 0 ? draws.below(slack + 1) : -draws.below(1 - slack);
    }

    private static CropBox largestInside(Range ratio, int sourceWidth, int sourceHeight) {
        double shape = (double) sourceWidth / sourceHeight;
        int width = shape > ratio.max() ? (int) Math.max(1, Math.rint(sourceHeight * ratio.max())) : sourceWidth;
        int height = shape < ratio.min() ? (int) Math.max(1, Math.rint(sourceWidth / ratio.min())) : sourceHeight;
        return new CropBox((sourceWidth - width) / 2, (sourceHeight - height) / 2, width, height);
    }

    boolean isInside(int sourceWidth, int sourceHeight) {
        return left >= 0 && top >= 0 && left + width <= sourceWidth && top + height <= sourceHeight;
    }
}
