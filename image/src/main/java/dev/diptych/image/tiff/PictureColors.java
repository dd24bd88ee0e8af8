package dev.diptych.image.tiff;

import dev.diptych.image.header.TiffTags;
import dev.diptych.image.tiff.TiffPicture.Alpha;
import dev.diptych.image.tiff.color.PixelColors;
import java.util.Arrays;

/** Which colours the samples of a picture are, of those that are decoded. */
final class PictureColors {
    /** Rec. 601. */
    private static final double[] COEFFICIENTS = {0.299, 0.587, 0.114};

    private static final double[] WHOLE_RANGE = {0, 255, 128, 255, 128, 255};

    private PictureColors() {}

    static PixelColors of(TiffTags tags, Photometric photometric, Alpha alpha, SampleLayout samples, boolean jpeg) {
        boolean mixed = photometric == Photometric.PALETTE
                || photometric == Photometric.LAB
                || (photometric == Photometric.YCBCR && !jpeg);
        if (mixed && samples.floating()) {
            throw TiffException.unsupported("TIFF of floating-point " + photometric.title(), "whole numbers");
        }
        int depth = samples.depth();
        int channels = samples.perPixel();
        return switch (photometric) {
            case WHITE_IS_ZERO -> whiteIsZero(samples);
            case BLACK_IS_ZERO, RGB ->
                alpha == Alpha.PREMULTIPLIED
                        ? PixelColors.premultiplied(channels, depth)
                        : PixelColors.plain(channels, photometric.colors(), depth);
            case CMYK -> cmyk(tags, depth);
            case PALETTE -> palette(tags, samples);
            case YCBCR -> jpeg ? PixelColors.plain(channels, photometric.colors(), depth) : ycbcr(tags, depth);
            case LAB -> lab(samples);
        };
    }

    /** Readers do not agree on other depths, nor on alpha beside them. */
    private static PixelColors whiteIsZero(SampleLayout samples) {
        int bits = samples.bits();
        if (samples.floating() || samples.perPixel() > 1 || (bits != 1 && bits != 8 && bits != 16)) {
            throw TiffException.unsupported(
                    "TIFF of " + bits + "-bit grey of which 0 is white",
                    "1, 8 or 16 bits of whole numbers, without alpha");
        }
        return PixelColors.inverted(bits);
    }

    private static PixelColors cmyk(TiffTags tags, int depth) {
        if (tags.number(TiffPicture.INK_SET, 1) != 1) {
            throw TiffException.unsupported("TIFF of other inks", "cyan, magenta, yellow and black");
        }
        return PixelColors.inks(depth);
    }

    private static PixelColors palette(TiffTags tags, SampleLayout samples) {
        long[] palette = tags.numbers(TiffPicture.PALETTE);
        if (samples.bits() > 16 || palette.length < 3 << samples.bits()) {
            throw TiffException.corrupt(
                    palette.length + " numbers in the palette", "three for each of 2^" + samples.bits() + " colours");
        }
        return PixelColors.palette(palette, samples.bits());
    }

    private static PixelColors ycbcr(TiffTags tags, int depth) {
        requireNear(tags.fractions(TiffPicture.YCBCR_COEFFICIENTS), COEFFICIENTS, 1e-3, "coefficients");
        requireNear(tags.fractions(TiffPicture.REFERENCE_BLACK_WHITE), WHOLE_RANGE, 0.5, "ranges");
        return PixelColors.ycbcr(depth);
    }

    private static void requireNear(double[] actual, double[] expected, double tolerance, String what) {
        for (int i = 0; i < actual.length; i++) {
            if (i >= expected.length || !(Math.abs(actual[i] - expected[i]) <= tolerance)) {
                throw TiffException.unsupported(
                        "TIFF of YCbCr with " + what + " " + Arrays.toString(actual), Arrays.toString(expected));
            }
        }
    }

    private static PixelColors lab(SampleLayout samples) {
        if (samples.bits() != 8 && samples.bits() != 16) {
            throw TiffException.unsupported("TIFF of " + samples.bits() + "-bit CIE L*a*b*", "8 or 16");
        }
        return PixelColors.lab(samples.bits());
    }
}
