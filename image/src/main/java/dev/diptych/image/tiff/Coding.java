package dev.diptych.image.tiff;

import dev.diptych.image.header.TiffTags;

/**
 * How compressed bytes become samples.
 *
 * @param predictor 1 none, 2 differences of samples, 3 of the bytes of floating-point samples
 * @param reversed whether the bits of each byte come lowest first
 * @param jpegTables the start of each strip's JPEG; empty if there is none
 */
record Coding(int predictor, boolean reversed, byte[] jpegTables) {
    static final int DIFFERENCES = 2;
    static final int FLOATING_DIFFERENCES = 3;
    private static final int LOWEST_BIT_FIRST = 2;

    static Coding read(TiffTags tags, Compression compression, Photometric photometric, SampleLayout samples) {
        boolean predicts = compression == Compression.LZW || compression == Compression.DEFLATE;
        int predictor = predicts ? (int) tags.number(TiffPicture.PREDICTOR, 1) : 1;
        requirePredictor(predictor, samples);
        byte[] tables = new byte[0];
        if (compression == Compression.JPEG) {
            tables = bytes(tags.numbers(TiffPicture.JPEG_TABLES));
            requireJpeg(photometric, samples);
        } else if (photometric == Photometric.YCBCR) {
            requireChroma(tags.numbers(TiffPicture.YCBCR_SUBSAMPLING));
        }
        if (compression == Compression.CCITT && (!photometric.isGrey() || samples.bits() != 1)) {
            throw TiffException.unsupported("TIFF of CCITT compression in colours", "black and white");
        }
        return new Coding(
                predictor,
                compression != Compression.JPEG && tags.number(TiffPicture.FILL_ORDER, 1) == LOWEST_BIT_FIRST,
                tables);
    }

    private static void requirePredictor(int predictor, SampleLayout samples) {
        int bits = samples.bits();
        boolean known = predictor == 1
                || (predictor == DIFFERENCES && (bits == 8 || bits == 16 || bits == 32))
                || (predictor == FLOATING_DIFFERENCES && samples.floating());
        if (!known) {
            throw TiffException.unsupported(
                    "TIFF with predictor " + predictor + " of " + bits + "-bit samples",
                    "1, or 2 of 8, 16 or 32 bits, or 3 of floating-point numbers");
        }
    }

    private static void requireJpeg(Photometric photometric, SampleLayout samples) {
        if (samples.bits() != 8 || samples.floating()) {
            throw TiffException.unsupported("TIFF of JPEG with " + samples.bits() + " bits a sample", "8");
        }
        if (samples.perPixel() > photometric.colors()) {
            throw TiffException.unsupported("TIFF of JPEG with alpha", "colours alone");
        }
        if (photometric == Photometric.YCBCR && samples.planar()) {
            throw TiffException.unsupported("TIFF of JPEG with YCbCr in planes", "colours together");
        }
    }

    private static void requireChroma(long[] sharing) {
        if (sharing.length < 2 || sharing[0] != 1 || sharing[1] != 1) {
            throw TiffException.unsupported("TIFF of YCbCr in which pixels share colours", "each its own, or JPEG");
        }
    }

    private static byte[] bytes(long[] numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
