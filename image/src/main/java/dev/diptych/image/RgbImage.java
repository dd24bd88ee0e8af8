package dev.diptych.image;

import java.util.Arrays;

/**
 * An upright image of 8-bit red, green and blue.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param pixels uint8 [H, W, 3], row-major; owned by the image, not copied: whoever holds it must not write to it
 */
public record RgbImage(int width, int height, byte[] pixels) {
    public static final int CHANNELS = 3;

    public RgbImage {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "image rejected: size: " + width + "x" + height + ", expected at least 1x1");
        }
        if (pixels.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException("image rejected: pixels: " + pixels.length + " bytes, expected "
                    + (long) width * height * CHANNELS + " for " + width + "x" + height);
        }
    }

    /**
     * An image of one colour.
     *
     * @param rgb 0xRRGGBB
     */
    public static RgbImage filled(int width, int height, int rgb) {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
        for (int i = 0; i < pixels.length; i += CHANNELS) {
            pixels[i] = (byte) (rgb >> 16);
            pixels[i + 1] = (byte) (rgb >> 8);
            pixels[i + 2] = (byte) rgb;
        }
        return new RgbImage(width, height, pixels);
    }

    /** The colour at column {@code x} and row {@code y} as 0xRRGGBB. */
    public int rgb(int x, int y) {
        int i = (y * width + x) * CHANNELS;
        return (pixels[i] & 0xFF) << 16 | (pixels[i + 1] & 0xFF) << 8 | (pixels[i + 2] & 0xFF);
    }

    /** A copy of the rectangle whose first pixel is ({@code left}, {@code top}) and which lies inside the image. */
    public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
        if (left < 0 || top < 0 || cropWidth > width - left || cropHeight > height - top) {
            throw new IllegalArgumentException("crop failed: rectangle: " + cropWidth + "x" + cropHeight + " at " + left
                    + "," + top + ", expected inside " + width + "x" + height);
        }
        byte[] target = new byte[cropWidth * cropHeight * CHANNELS];
        for (int y = 0; y < cropHeight; y++) {
            System.arraycopy(
                    pixels,
                    ((top + y) * width + left) * CHANNELS,
                    target,
                    y * cropWidth * CHANNELS,
                    cropWidth * CHANNELS);
        }
        return new RgbImage(cropWidth, cropHeight, target);
    }

    /** Copies the pixels to ({@code left}, {@code top}) of {@code canvas}, which is not shared yet; cut at its edges. */
    public void copyTo(RgbImage canvas, int left, int top) {
        int fromX = Math.max(0, -left);
        int columns = Math.min(width, canvas.width - left) - fromX;
        int endY = Math.min(height, canvas.height - top);
        for (int y = Math.max(0, -top); y < endY && columns > 0; y++) {
            System.arraycopy(
                    pixels,
                    (y * width + fromX) * CHANNELS,
                    canvas.pixels,
                    ((top + y) * canvas.width + left + fromX) * CHANNELS,
                    columns * CHANNELS);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage that
                && width == that.width
                && height == that.height
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels) * 31 + width;
    }

    @Override
    public String toString() {
        return "RgbImage " + width + "x" + height;
    }
}
