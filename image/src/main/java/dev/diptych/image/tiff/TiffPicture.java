package dev.diptych.image.tiff;

import dev.diptych.image.header.TiffTags;
import dev.diptych.image.tiff.color.PixelColors;

/**
 * What the first directory of a TIFF says about its picture, so far as it can be decoded.
 *
 * @param compression how the pixels are compressed
 * @param color what the decoded channels are
 * @param alpha what follows the colours of a pixel
 * @param photometric what the colours are as stored
 * @param samples how they are stored
 * @param segments where they are stored
 * @param coding how they are compressed, besides
 * @param pixels what makes channels of them
 */
public record TiffPicture(
        int width,
        int height,
        Compression compression,
        Color color,
        Alpha alpha,
        Photometric photometric,
        SampleLayout samples,
        Segments segments,
        Coding coding,
        PixelColors pixels) {
    /** What the decoded channels are, before alpha. */
    public enum Color {
        GREY,
        RGB,
        /** 0 is no ink. */
        CMYK
    }

    /** What follows the colours of a pixel. */
    public enum Alpha {
        NONE,
        STRAIGHT,
        /** The colours are multiplied by it; not so once decoded. */
        PREMULTIPLIED
    }

    static final int BITS_PER_SAMPLE = 258;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES_PER_PIXEL = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR_CONFIGURATION = 284;
    static final int PREDICTOR = 317;
    static final int PALETTE = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int INK_SET = 332;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int JPEG_TABLES = 347;
    static final int YCBCR_COEFFICIENTS = 529;
    static final int YCBCR_SUBSAMPLING = 530;
    static final int REFERENCE_BLACK_WHITE = 532;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int COMPRESSION = 259;

    /**
     * Reads a directory.
     *
     * @param little whether the file's numbers have their low byte first
     * @throws TiffException if its picture cannot be decoded
     */
    public static TiffPicture read(TiffTags tags, boolean little) {
        long width = tags.number(WIDTH, 0);
        long height = tags.number(HEIGHT, 0);
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw TiffException.corrupt("directory without a width and a height", "both");
        }
        Compression compression = Compression.of(tags.number(COMPRESSION, 1));
        long code = tags.number(PHOTOMETRIC, -1);
        if (code < 0) {
            throw TiffException.corrupt("directory without a PhotometricInterpretation", "one");
        }
        Photometric photometric = Photometric.of(code);
        SampleLayout samples = SampleLayout.read(tags, little);
        Alpha alpha = alpha(tags, photometric, samples);
        Coding coding = Coding.read(tags, compression, photometric, samples);
        PixelColors pixels = PictureColors.of(tags, photometric, alpha, samples, compression == Compression.JPEG);
        Segments segments = Segments.read(tags, (int) width, (int) height, samples, compression);
        Color color = photometric.isGrey() ? Color.GREY : photometric == Photometric.CMYK ? Color.CMYK : Color.RGB;
        return new TiffPicture(
                (int) width, (int) height, compression, color, alpha, photometric, samples, segments, coding, pixels);
    }

    /** The end of the last strip or tile in the file. */
    public long dataEnd() {
        return segments.end();
    }

    private static Alpha alpha(TiffTags tags, Photometric photometric, SampleLayout samples) {
        int extra = samples.perPixel() - photometric.colors();
        if (extra < 0) {
            throw TiffException.corrupt(
                    samples.perPixel() + " samples a pixel", photometric.colors() + " of " + photometric.title());
        }
        if (extra == 0) {
            return Alpha.NONE;
        }
        boolean together = photometric.isGrey() || photometric == Photometric.RGB;
        if (extra > 1 || !together) {
            throw TiffException.unsupported(
                    "TIFF of " + samples.perPixel() + " samples a pixel, " + photometric.colors() + " of them "
                            + photometric.title(),
                    together ? "at most one more, for alpha" : "no more");
        }
        if (photometric.isGrey() && samples.planar()) {
            throw TiffException.unsupported("TIFF of grey and alpha in planes", "both together");
        }
        // Programs that do not say what the sample is mean alpha, too.
        return tags.number(EXTRA_SAMPLES, 0) == 1 ? Alpha.PREMULTIPLIED : Alpha.STRAIGHT;
    }
}
