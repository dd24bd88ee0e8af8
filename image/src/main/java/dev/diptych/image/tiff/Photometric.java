package dev.diptych.image.tiff;

import java.util.Map;

/** What the colours of a pixel are. */
enum Photometric {
    WHITE_IS_ZERO("grey", 1),
    BLACK_IS_ZERO("grey", 1),
    RGB("RGB", 3),
    PALETTE("palette", 1),
    CMYK("CMYK", 4),
    YCBCR("YCbCr", 3),
    LAB("CIE L*a*b*", 3);

    private static final Map<Long, String> OTHERS = Map.of(
            4L, "transparency mask",
            9L, "ICC L*a*b*",
            10L, "ITU L*a*b*",
            32803L, "colour filter array",
            32844L, "LogL",
            32845L, "LogLuv",
            34892L, "linear raw",
            51177L, "depth map");

    private final String title;
    private final int colors;

    Photometric(String title, int colors) {
        this.title = title;
        this.colors = colors;
    }

    static Photometric of(long code) {
        return switch ((int) code) {
            case 0 -> WHITE_IS_ZERO;
            case 1 -> BLACK_IS_ZERO;
            case 2 -> RGB;
            case 3 -> PALETTE;
            case 5 -> CMYK;
            case 6 -> YCBCR;
            case 8 -> LAB;
            default ->
                throw TiffException.unsupported(
                        "TIFF of " + OTHERS.getOrDefault(code, "unknown") + " colours (" + code + ")",
                        "grey, RGB, palette, CMYK, YCbCr or CIE L*a*b*");
        };
    }

    String title() {
        return title;
    }

    /** Samples of a pixel without alpha. */
    int colors() {
        return colors;
    }

    boolean isGrey() {
        return this == WHITE_IS_ZERO || this == BLACK_IS_ZERO;
    }
}
