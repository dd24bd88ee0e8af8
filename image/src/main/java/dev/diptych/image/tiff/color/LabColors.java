package dev.diptych.image.tiff.color;

/**
 * CIE L*a*b* to sRGB: L* from 0, a* and b* signed (TIFF 6.0, section 23), under sRGB's own white, as ImageMagick has it.
 */
final class LabColors implements PixelColors {
    /** D65, from sRGB's matrix. */
    private static final double[] WHITE = {0.95047, 1, 1.08883};

    private static final double[][] XYZ_TO_RGB = {
        {3.2404542, -1.5371385, -0.4985314}, {-0.9692660, 1.8760108, 0.0415560}, {0.0556434, -0.2040259, 1.0572252}
    };
    private static final double KAPPA = 24389.0 / 27;
    private static final double EPSILON = 216.0 / 24389;

    private final int depth;

    LabColors(int depth) {
        this.depth = depth;
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public void convert(int[] samples, int pixels, byte[] target, int at) {
        double[] xyz = new double[3];
        for (int i = 0; i < 3 * pixels; i += 3) {
            double lightness = samples[i] * 100.0 / ((1 << depth) - 1);
            double y = (lightness + 16) / 116;
            xyz[0] = WHITE[0] * cube(y + signed(samples[i + 1]) / 500);
            xyz[1] = lightness > KAPPA * EPSILON ? y * y * y : lightness / KAPPA;
            xyz[2] = WHITE[2] * cube(y - signed(samples[i + 2]) / 200);
            for (int c = 0; c < 3; c++) {
                double[] row = XYZ_TO_RGB[c];
                target[at + i + c] = gamma(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2]);
            }
        }
    }

    /** From -127.5 to 127.5; negative numbers as ImageMagick has them, which takes the sample of -1 for 0. */
    private double signed(int sample) {
        double turn = sample / (double) ((1 << depth) - 1);
        return 255 * (turn > 0.5 ? turn - 1 : turn);
    }

    private static double cube(double t) {
        double cube = t * t * t;
        return cube > EPSILON ? cube : (116 * t - 16) / KAPPA;
    }

    private static byte gamma(double linear) {
        double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return (byte) (int) (255 * Math.min(Math.max(value, 0), 1));
    }
}
