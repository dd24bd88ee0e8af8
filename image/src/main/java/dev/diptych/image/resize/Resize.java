package dev.diptych.image.resize;

import dev.diptych.image.RgbImage;

/**
 * Pillow's antialiased resize, equal to it byte for byte (libImaging/Resample.c, 8 bits per channel).
 *
 * <p>Two passes, columns first. Each output value is a dot product with integer weights, rounded and clipped to 8 bits
 * after each pass; when shrinking, the filter widens by the factor. Only the source rows that the second pass reads go
 * through the first, a block at a time, so that memory beside the two images grows with a row alone.
 */
public final class Resize {
    private Resize() {}

    /** {@code source} scaled to {@code width} x {@code height}. */
    public static RgbImage resize(RgbImage source, int width, int height, Resampling filter) {
        return resize(source, new Axis(source.width(), width), new Axis(source.height(), height), filter);
    }

    /**
     * A rectangle of {@code source} scaled to {@code width} x {@code height}; its edges may lie between pixels, and the
     * filter reads past them where the source goes on.
     *
     * @param left in source pixels, from 0
     * @param top in source pixels, from 0
     * @param right in source pixels, above {@code left}, at most the source's width
     * @param bottom in source pixels, above {@code top}, at most the source's height
     * @throws IllegalArgumentException if the size is below 1x1, or the rectangle is empty or leaves the source
     */
    public static RgbImage resize(
            RgbImage source,
            int width,
            int height,
            Resampling filter,
            float left,
            float top,
            float right,
            float bottom) {
        Axis columns = new Axis(source.width(), left, right, width, 0, width);
        Axis rows = new Axis(source.height(), top, bottom, height, 0, height);
        return resize(source, columns, rows, filter);
    }

    /**
     * A window of {@code source} scaled to {@code width} x {@code height}: the same pixels as resizing, then cropping,
     * without making the others.
     *
     * @param left the window's first column in the scaled image
     * @param top the window's first row in the scaled image
     * @throws IllegalArgumentException if the window is empty or leaves the scaled image
     */
    public static RgbImage resizeAndCrop(
            RgbImage source,
            int width,
            int height,
            Resampling filter,
            int left,
            int top,
            int cropWidth,
            int cropHeight) {
        Axis columns = new Axis(source.width(), 0, source.width(), width, left, cropWidth);
        Axis rows = new Axis(source.height(), 0, source.height(), height, top, cropHeight);
        return resize(source, columns, rows, filter);
    }

    /**
     * A part of an image, of which the filter sees no more than that, scaled to {@code width} x {@code height} numbers in [0, 1].
     *
     * @param flip whether the first column comes last
     * @param out receives float32 [3, height, width], x/255, from {@code offset} on
     */
    public static void toPlanes(
            ImagePart part, int width, int height, Resampling filter, boolean flip, float[] out, int offset) {
        FloatPlanes planes = new FloatPlanes(out, offset, width, height, flip);
        if (part.width() == width && part.height() == height) {
            planes.copy(part);
            return;
        }
        Coefficients columns = Coefficients.of(new Axis(part.width(), width), filter);
        Coefficients rows = Coefficients.of(new Axis(part.height(), height), filter);
        scale(part, columns, rows, planes);
    }

    static RgbImage resize(RgbImage source, Axis columns, Axis rows, Resampling filter) {
        int width = columns.count();
        int height = rows.count();
        if (columns.isUnchanged() && rows.isUnchanged()) {
            return new ImagePart(source, columns.first(), rows.first(), width, height).copied();
        }
        byte[] target = new byte[Math.multiplyExact(height, width * RgbImage.CHANNELS)];
        // An axis that is not scaled gets weights of exactly one.
        scale(
                ImagePart.whole(source),
                Coefficients.of(columns, filter),
                Coefficients.of(rows, filter),
                (y, row) -> PackedPixels.store(row, target, y * row.length * RgbImage.CHANNELS));
        return new RgbImage(width, height, target);
    }

    private static void scale(ImagePart source, Coefficients columns, Coefficients rows, ScaledRows target) {
        int width = columns.first().length;
        int height = rows.first().length;
        ColumnPass columnPass = new ColumnPass(source, columns, rows.sourceCount());
        int block = columnPass.block();
        // Row r of the first pass lies in slot r modulo their number until the last row that reads it is made.
        int[][] middle = new int[Math.min(rows.sourceCount(), block + rows.taps())][columnPass.rowLength()];
        WeightedSum sum = new WeightedSum(width);
        int[] row = new int[width];
        int y = 0;
        for (int from = rows.firstSource(); from < rows.endSource(); from += block) {
            int end = Math.min(from + block, rows.endSource());
            columnPass.apply(from, end, middle);
            for (; y < height && rows.first()[y] + rows.count()[y] <= end; y++) {
                sum.of(middle, rows.first()[y], rows.count()[y], rows.weights(), y * rows.taps(), row);
                target.take(y, row);
            }
        }
    }
}
