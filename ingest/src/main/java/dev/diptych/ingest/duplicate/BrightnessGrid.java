package dev.diptych.ingest.duplicate;

import dev.diptych.image.RgbImage;

/**
 * An image's brightness in 32 x 32 cells, and its mean colour. Of large images some eight rows and columns of each cell
 * are read, which tell its mean well enough.
 *
 * @param cells mean brightness, 0 to 255, row-major
 * @param meanRgb 0xRRGGBB
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record BrightnessGrid(double[] cells, int meanRgb) {
    static final int SIDE = 32;

    private static final int SAMPLES = 8;

    static BrightnessGrid of(RgbImage image) {
        double[] cells = new double[SIDE * SIDE];
        long[] sums = new long[3];
        long[] colour = new long[3];
        long count = 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int samples = add(image, row, column, sums);
                cells[row * SIDE + column] = (0.299 * sums[0] + 0.587 * sums[1] + 0.114 * sums[2]) / samples;
                for (int c = 0; c < 3; c++) {
                    colour[c] += sums[c];
                }
                count += samples;
            }
        }
        int rgb = 0;
        for (long channel : colour) {
            rgb = rgb << 8 | (int) (channel / count);
        }
        return new BrightnessGrid(cells, rgb);
    }

    private static int add(RgbImage image, int row, int column, long[] sums) {
        int top = first(row, image.height());
        int bottom = Math.max(top + 1, first(row + 1, image.height()));
        int left = first(column, image.width());
        int right = Math.max(left + 1, first(column + 1, image.width()));
        int down = Math.max(1, (bottom - top) / SAMPLES);
        int across = Math.max(1, (right - left) / SAMPLES);
        byte[] pixels = image.pixels();
        long red = 0;
        long green = 0;
        long blue = 0;
        int samples = 0;
        for (int y = top; y < bottom; y += down) {
            for (int x = left; x < right; x += across) {
                int i = (y * image.width() + x) * RgbImage.CHANNELS;
                red += pixels[i] & 0xFF;
                green += pixels[i + 1] & 0xFF;
                blue += pixels[i + 2] & 0xFF;
                samples++;
            }
        }
        sums[0] = red;
        sums[1] = green;
        sums[2] = blue;
        return samples;
    }

    private static int first(int cell, int length) {
        return (int) ((long) cell * length / SIDE);
    }
}
