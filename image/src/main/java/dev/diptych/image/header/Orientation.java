package dev.diptych.image.header;

import dev.diptych.image.RgbImage;

/** The eight ways in which a camera stores an image, in the order of EXIF's tag 0x0112, and how to undo each. */
public enum Orientation {
    UPRIGHT,
    MIRRORED,
    UPSIDE_DOWN,
    UPSIDE_DOWN_MIRRORED,
    TRANSPOSED,
    NEEDS_CLOCKWISE,
    TRANSVERSED,
    NEEDS_COUNTERCLOCKWISE;

    /** The orientation of EXIF's {@code value}, 1 to 8; upright for any other. */
    public static Orientation ofExif(int value) {
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
    }

    /** Whether columns become rows. */
    public boolean turns() {
        return switch (this) {
            case UPRIGHT, MIRRORED, UPSIDE_DOWN, UPSIDE_DOWN_MIRRORED -> false;
            case TRANSPOSED, NEEDS_CLOCKWISE, TRANSVERSED, NEEDS_COUNTERCLOCKWISE -> true;
        };
    }

    public RgbImage toUpright(RgbImage stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int w = stored.width();
        int h = stored.height();
        // The source index of output (x, y) is start + x * stepX + y * stepY, in pixels.
        return switch (this) {
            case UPRIGHT -> stored;
            case MIRRORED -> walk(stored, w, h, w - 1, -1, w);
            case UPSIDE_DOWN -> walk(stored, w, h, w * h - 1, -1, -w);
            case UPSIDE_DOWN_MIRRORED -> walk(stored, w, h, w * (h - 1), 1, -w);
            case TRANSPOSED -> walk(stored, h, w, 0, w, 1);
            case NEEDS_CLOCKWISE -> walk(stored, h, w, w * (h - 1), -w, 1);
            case TRANSVERSED -> walk(stored, h, w, w * h - 1, -w, -1);
            case NEEDS_COUNTERCLOCKWISE -> walk(stored, h, w, w - 1, w, -1);
        };
    }

    private static RgbImage walk(RgbImage stored, int width, int height, int start, int stepX, int stepY) {
        byte[] from = stored.pixels();
        byte[] to = new byte[from.length];
        int t = 0;
        for (int y = 0; y < height; y++) {
            int f = (start + y * stepY) * 3;
            for (int x = 0; x < width; x++, t += 3, f += stepX * 3) {
                to[t] = from[f];
                to[t + 1] = from[f + 1];
                to[t + 2] = from[f + 2];
            }
        }
        return new RgbImage(width, height, to);
    }
}
