package dev.diptych.image;

/**
 * The limits and choices of a decoder.
 *
 * @param maxPixels the largest width x height that is decoded, at least 1; above 500 million pixels none is, whatever this
 *     says
 * @param background 0xRRGGBB under transparent pixels
 * @param keepTruncated whether a file that ends too early gives what could be decoded of it, rather than being rejected;
 *     what is missing is grey in JPEG, transparent in GIF, and white or black in other formats
 */
public record DecodeOptions(long maxPixels, int background, boolean keepTruncated) {
    public static final long DEFAULT_MAX_PIXELS = 25_000_000;
    public static final int DEFAULT_BACKGROUND = 0xFFFFFF;
    public static final DecodeOptions DEFAULT = new DecodeOptions(DEFAULT_MAX_PIXELS, DEFAULT_BACKGROUND);

    public DecodeOptions {
        if (maxPixels < 1) {
            throw new IllegalArgumentException(
                    "decode options rejected: maxPixels: " + maxPixels + ", expected at least 1");
        }
        if (background < 0 || background > 0xFFFFFF) {
            throw new IllegalArgumentException("decode options rejected: background: 0x"
                    + Integer.toHexString(background) + ", expected 0x000000 to 0xFFFFFF");
        }
    }

    /** Rejects truncated files. */
    public DecodeOptions(long maxPixels, int background) {
        this(maxPixels, background, false);
    }
}
