package dev.diptych.image.tiff;

import dev.diptych.image.header.TiffTags;

/**
 * How the samples of a row are stored.
 *
 * @param perPixel samples of a pixel
 * @param bits of each sample: 1 to 16 or 32 of whole numbers, or 16, 32 or 64 of floating-point ones
 * @param floating whether they are floating-point numbers
 * @param little whether numbers of whole bytes have their low byte first
 * @param planar whether each sample has strips or tiles of its own
 */
record SampleLayout(int perPixel, int bits, boolean floating, boolean little, boolean planar) {
    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING = 3;
    private static final int UNDEFINED = 4;
    private static final int PLANAR = 2;
    private static final int MAX_PER_PIXEL = 8;

    SampleLayout {
        if (perPixel < 1 || perPixel > MAX_PER_PIXEL) {
            throw TiffException.unsupported("TIFF of " + perPixel + " samples a pixel", "at most " + MAX_PER_PIXEL);
        }
        boolean known = floating ? bits == 16 || bits == 32 || bits == 64 : bits >= 1 && (bits <= 16 || bits == 32);
        if (!known) {
            throw TiffException.unsupported(
                    "TIFF of " + bits + " bits a sample",
                    floating ? "16, 32 or 64 of floating-point numbers" : "1 to 16, or 32");
        }
    }

    static SampleLayout read(TiffTags tags, boolean little) {
        int format = (int) same(tags.numbers(TiffPicture.SAMPLE_FORMAT), UNSIGNED, "sample formats");
        if (format != UNSIGNED && format != FLOATING && format != UNDEFINED) {
            throw TiffException.unsupported(
                    "TIFF of " + (format == SIGNED ? "signed" : "complex") + " samples",
                    "unsigned or floating-point ones");
        }
        return new SampleLayout(
                (int) tags.number(TiffPicture.SAMPLES_PER_PIXEL, 1),
                (int) same(tags.numbers(TiffPicture.BITS_PER_SAMPLE), 1, "bits of samples"),
                format == FLOATING,
                little,
                tags.number(TiffPicture.PLANAR_CONFIGURATION, 1) == PLANAR);
    }

    private static long same(long[] numbers, long otherwise, String what) {
        for (long number : numbers) {
            if (number != numbers[0]) {
                throw TiffException.unsupported("TIFF with different " + what + " in a pixel", "the same in all");
            }
        }
        return numbers.length == 0 ? otherwise : Math.min(numbers[0], Integer.MAX_VALUE);
    }

    int planes() {
        return planar ? perPixel : 1;
    }

    /** Samples of a pixel that lie side by side. */
    int together() {
        return planar ? 1 : perPixel;
    }

    /** Bytes of a row of {@code columns} pixels, in each plane. */
    int rowBytes(int columns) {
        return Math.toIntExact(((long) columns * together() * bits + 7) / 8);
    }

    /** Bits of the whole numbers that {@link SampleReader} makes of the samples: more than 16 change no pixel. */
    int depth() {
        return floating ? 16 : Math.min(bits, 16);
    }
}
