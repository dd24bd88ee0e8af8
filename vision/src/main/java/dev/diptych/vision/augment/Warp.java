package dev.diptych.vision.augment;

import dev.diptych.image.RgbImage;

/**
 * An affine map from the input's pixels to the source's, and the bilinear sampling along it.
 *
 * <p>Pixel i covers i to i + 1, its centre is i + 0.5. Output (x, y) reads the source at (x0 + x xx + y xy,
 * y0 + x yx + y yy).
 */
record Warp(double x0, double xx, double xy, double y0, double yx, double yy) {
    private static final int WEIGHT_BITS = 11;
    private static final int ONE = 1 << WEIGHT_BITS;
    private static final float SCALE = 1f / (255f * ONE * ONE);

    /** Scales {@code box} to {@code size} x {@code size}. */
    static Warp ofBox(CropBox box, int size) {
        double xx = (double) box.width() / size;
        double yy = (double) box.height() / size;
        return new Warp(box.left(), xx, 0, box.top(), 0, yy);
    }

    /** This map for an output that is turned, sheared and shifted about its middle first. */
    Warp after(double rotateDegrees, double shearDegrees, double shiftX, double shiftY, int size) {
        double angle = Math.toRadians(rotateDegrees);
        double lean = Math.tan(Math.toRadians(shearDegrees));
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        // Inverse of rotation times shear: shear back what was turned back.
        double a = cos + lean * sin;
        double b = sin - lean * cos;
        double half = size / 2.0;
        double offsetX = half - a * (half + shiftX) - b * (half + shiftY);
        double offsetY = half + sin * (half + shiftX) - cos * (half + shiftY);
        return before(offsetX, a, b, offsetY, -sin, cos);
    }

    /** This map for an output whose columns are mirrored first. */
    Warp afterFlip(int size) {
        return before(size, -1, 0, 0, 0, 1);
    }

    /** This map for a source that was scaled by these factors. */
    Warp onScaledSource(double factorX, double factorY) {
        return new Warp(x0 * factorX, xx * factorX, xy * factorX, y0 * factorY, yx * factorY, yy * factorY);
    }

    private Warp before(double px, double pxx, double pxy, double py, double pyx, double pyy) {
        return new Warp(
                x0 + xx * px + xy * py,
                xx * pxx + xy * pyx,
                xx * pxy + xy * pyy,
                y0 + yx * px + yy * py,
                yx * pxx + yy * pyx,
                yx * pxy + yy * pyy);
    }

    /** Fills {@code planes} from {@code source}; what lies outside has the colour {@code background}, 0xRRGGBB. */
    void sample(RgbImage source, int background, Planes planes) {
        int size = planes.size();
        float[] out = planes.values();
        byte[] pixels = source.pixels();
        int stride = source.width() * RgbImage.CHANNELS;
        int lastX = source.width() - 1;
        int lastY = source.height() - 1;
        int red = planes.red();
        int green = planes.green();
        int blue = planes.blue();
        for (int y = 0, i = 0; y < size; y++) {
            float startX = (float) (x0 + 0.5 * xx + (y + 0.5) * xy - 0.5);
            float startY = (float) (y0 + 0.5 * yx + (y + 0.5) * yy - 0.5);
            for (int x = 0; x < size; x++, i++) {
                float sourceX = startX + x * (float) xx;
                float sourceY = startY + x * (float) yx;
                int left = (int) Math.floor(sourceX);
                int top = (int) Math.floor(sourceY);
                int weightX = (int) ((sourceX - left) * ONE);
                int weightY = (int) ((sourceY - top) * ONE);
                if (left < 0 || top < 0 || left >= lastX || top >= lastY) {
                    sampleEdge(source, background, planes, i, left, top, weightX, weightY);
                    continue;
                }
                int p = top * stride + left * RgbImage.CHANNELS;
                int q = p + stride;
                int w11 = weightX * weightY;
                int w01 = weightX * ONE - w11;
                int w10 = weightY * ONE - w11;
                int w00 = ONE * ONE - w01 - w10 - w11;
                out[red + i] = SCALE
                        * ((pixels[p] & 0xFF) * w00
                                + (pixels[p + 3] & 0xFF) * w01
                                + (pixels[q] & 0xFF) * w10
                                + (pixels[q + 3] & 0xFF) * w11);
                out[green + i] = SCALE
                        * ((pixels[p + 1] & 0xFF) * w00
                                + (pixels[p + 4] & 0xFF) * w01
                                + (pixels[q + 1] & 0xFF) * w10
                                + (pixels[q + 4] & 0xFF) * w11);
                out[blue + i] = SCALE
                        * ((pixels[p + 2] & 0xFF) * w00
                                + (pixels[p + 5] & 0xFF) * w01
                                + (pixels[q + 2] & 0xFF) * w10
                                + (pixels[q + 5] & 0xFF) * w11);
            }
        }
    }

    private static void sampleEdge(
            RgbImage source, int background, Planes planes, int i, int left, int top, int weightX, int weightY) {
        boolean outside = left < -1 || top < -1 || left >= source.width() || top >= source.height();
        int a = outside ? background : colorAt(source, left, top, background);
        int b = outside ? background : colorAt(source, left + 1, top, background);
        int c = outside ? background : colorAt(source, left, top + 1, background);
        int d = outside ? background : colorAt(source, left + 1, top + 1, background);
        for (int shift = 16, at = planes.red() + i; shift >= 0; shift -= 8, at += planes.area()) {
            int upper = (a >> shift & 0xFF) * (ONE - weightX) + (b >> shift & 0xFF) * weightX;
            int lower = (c >> shift & 0xFF) * (ONE - weightX) + (d >> shift & 0xFF) * weightX;
            planes.values()[at] = SCALE * (upper * (ONE - weightY) + lower * weightY);
        }
    }

    private static int colorAt(RgbImage source, int x, int y, int background) {
        boolean inside = x >= 0 && y >= 0 && x < source.width() && y < source.height();
        return inside ? source.rgb(x, y) : background;
    }
}
