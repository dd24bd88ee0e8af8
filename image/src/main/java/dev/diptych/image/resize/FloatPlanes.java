package dev.diptych.image.resize;

/** Writes an image as float32 [3, H, W], x/255, from {@code offset} on, the last column first if flipped. */
@SuppressWarnings("ArrayRecordComponent") // filled by whoever made it
record FloatPlanes(float[] values, int offset, int width, int height, boolean flip) implements ScaledRows {
    /** By v, v/255. */
    private static final float[] SHARES = new float[256];

    static {
        for (int v = 0; v < SHARES.length; v++) {
            SHARES[v] = v / 255f;
        }
    }

    @Override
    public void take(int y, int[] row) {
        float[] out = values;
        int step = flip ? -1 : 1;
        int red = offset + y * width + (flip ? width - 1 : 0);
        int green = red + width * height;
        int blue = green + width * height;
        for (int x = 0, at = 0; x < width; x++, at += step) {
            int pixel = row[x];
            out[red + at] = SHARES[pixel & 0xFF];
            out[green + at] = SHARES[pixel >> 8 & 0xFF];
            out[blue + at] = SHARES[pixel >> 16 & 0xFF];
        }
    }

    /** Writes a part of this size, unscaled. */
    void copy(ImagePart part) {
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = Integer.reverseBytes(part.image().rgb(part.left() + x, part.top() + y)) >>> 8;
            }
            take(y, row);
        }
    }
}
