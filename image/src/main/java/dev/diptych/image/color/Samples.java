package dev.diptych.image.color;

/**
 * A decoded picture in the channels of its file, before its colour profile is applied.
 *
 * @param width columns
 * @param height rows
 * @param channels what the bytes of one pixel mean
 * @param bytes uint8 [H, W, C], row-major
 */
public record Samples(int width, int height, Channels channels, byte[] bytes) {
    /** What the bytes of one pixel mean. */
    public enum Channels {
        GREY(1, 1),
        GREY_ALPHA(2, 1),
        RGB(3, 3),
        RGB_ALPHA(4, 3),
        /** 0 is no ink. */
        CMYK(4, 4);

        private final int count;
        private final int colors;

        Channels(int count, int colors) {
            this.count = count;
            this.colors = colors;
        }

        /** Bytes per pixel. */
        public int count() {
            return count;
        }

        /** Bytes per pixel without alpha, which is the last. */
        int colors() {
            return colors;
        }

        public boolean hasAlpha() {
            return count > colors;
        }
    }

    public Samples {
        if (bytes.length != (long) width * height * channels.count()) {
            throw new IllegalArgumentException("samples rejected: " + bytes.length + " bytes, expected " + width + "x"
                    + height + " of " + channels);
        }
    }
}
