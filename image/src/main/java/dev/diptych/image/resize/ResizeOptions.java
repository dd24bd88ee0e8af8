package dev.diptych.image.resize;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.RgbImage;

/**
 * How images are brought to one size.
 *
 * @param mode which side becomes the size, and what happens to the other
 * @param size in pixels, at least 1; unused where the mode is {@link ResizeMode#NO}
 * @param onlyIfBigger whether images whose deciding side is at most {@code size} stay as they are, without a border too
 * @param down the filter where the deciding side shrinks
 * @param up the filter where it does not
 */
public record ResizeOptions(ResizeMode mode, int size, boolean onlyIfBigger, Resampling down, Resampling up) {
    /** No resizing. */
    public static final ResizeOptions NONE =
            new ResizeOptions(ResizeMode.NO, 1, false, Resampling.BICUBIC, Resampling.BICUBIC);

    /** The most pixels that an image may be enlarged to: one long thin line would fill any memory. */
    public static final long MAX_ENLARGED_PIXELS = DecodeOptions.DEFAULT_MAX_PIXELS;

    private static final int WHITE = 0xFFFFFF;

    /** How many times as long as the result a side is left at least. */
    private static final long KEPT_FACTOR = 2;

    public ResizeOptions {
        if (mode != ResizeMode.NO && size < 1) {
            throw new IllegalArgumentException("resize options rejected: size: " + size + ", expected at least 1");
        }
    }

    /** With bicubic filters. */
    public ResizeOptions(ResizeMode mode, int size, boolean onlyIfBigger) {
        this(mode, size, onlyIfBigger, Resampling.BICUBIC, Resampling.BICUBIC);
    }

    /** What becomes of an image of {@code width} x {@code height}, without touching one. */
    public ResizePlan plan(int width, int height) {
        int side = mode.decidingSide(width, height);
        if (mode == ResizeMode.NO || (onlyIfBigger && side <= size)) {
            return new ResizePlan(width, height, width, height, 0, 0);
        }
        double factor = size / (double) side;
        ResizeMode.AxisPlan columns = mode.along(width, factor, size);
        ResizeMode.AxisPlan rows = mode.along(height, factor, size);
        return new ResizePlan(
                columns.scaled(), rows.scaled(), columns.result(), rows.result(), columns.first(), rows.first());
    }

    /** Whether an image of {@code width} x {@code height} would come out other than it is. */
    public boolean changes(int width, int height) {
        return plan(width, height).changes(width, height);
    }

    /**
     * By what an image that is brought to the size may be divided as it is decoded: the largest of 8, 4 and 2 that leaves
     * both sides twice as long as they will be, else 1. It is what Pillow's {@code thumbnail} does with its
     * {@code reducing_gap} of 2; with less, the filter would have no more than the coarse pixels to work with.
     */
    public int divisor(int width, int height) {
        ResizePlan plan = plan(width, height);
        long factor =
                Math.min(width / (KEPT_FACTOR * plan.scaledWidth()), height / (KEPT_FACTOR * plan.scaledHeight()));
        return factor >= 8 ? 8 : factor >= 4 ? 4 : factor >= 2 ? 2 : 1;
    }

    /** As {@link #apply(DecodedImage)}, for an image of its whole size. */
    public RgbImage apply(RgbImage image) {
        return apply(image, image.width(), image.height(), 1);
    }

    /**
     * An image brought to the size that one of its whole size would have; the image itself where nothing changes.
     *
     * @throws ImageException of {@code TOO_MANY_PIXELS} if the result would have more pixels than both the image and
     *     {@link #MAX_ENLARGED_PIXELS}
     */
    public RgbImage apply(DecodedImage decoded) {
        return apply(decoded.image(), decoded.width(), decoded.height(), decoded.divisor());
    }

    private RgbImage apply(RgbImage image, int width, int height, int divisor) {
        ResizePlan plan = plan(width, height);
        if (!plan.changes(image.width(), image.height())) {
            return image;
        }
        requireBounded(image, plan);
        Resampling filter = mode.decidingSide(width, height) > size ? down : up;
        int left = Math.max(0, plan.left());
        int top = Math.max(0, plan.top());
        // A side that was rounded up as it was divided ends inside the last pixel.
        Axis columns = new Axis(
                image.width(),
                0,
                (float) width / divisor,
                plan.scaledWidth(),
                left,
                Math.min(plan.width(), plan.scaledWidth() - left));
        Axis rows = new Axis(
                image.height(),
                0,
                (float) height / divisor,
                plan.scaledHeight(),
                top,
                Math.min(plan.height(), plan.scaledHeight() - top));
        RgbImage scaled = Resize.resize(image, columns, rows, filter);
        if (!plan.hasBorder()) {
            return scaled;
        }
        RgbImage canvas = RgbImage.filled(plan.width(), plan.height(), WHITE);
        scaled.copyTo(canvas, -plan.left(), -plan.top());
        return canvas;
    }

    private static void requireBounded(RgbImage image, ResizePlan plan) {
        long pixels = (long) plan.width() * plan.height();
        if (pixels > MAX_ENLARGED_PIXELS && pixels > (long) image.width() * image.height()) {
            throw ImageException.at(
                    ImageException.NO_OFFSET,
                    Reason.TOO_MANY_PIXELS,
                    image.width() + "x" + image.height() + " enlarged to " + plan.width() + "x" + plan.height() + " = "
                            + pixels / 1_000_000 + " MP, expected at most " + MAX_ENLARGED_PIXELS / 1_000_000
                            + " MP; drop such images by their aspect ratio, or do not enlarge");
        }
    }
}
