package dev.diptych.image;

/**
 * Takes packed pixels apart into their channels, one after the other, and puts them together again; in loops that hold
 * neither offsets nor strides, for the reason that {@link WeightedSum} tells.
 */
final class Planes {
    private final int length;
    private final int[] red;
    private final int[] green;
    private final int[] blue;

    /** For rows of {@code length} pixels. */
    Planes(int length) {
        this.length = length;
        this.red = new int[length];
        this.green = new int[length];
        this.blue = new int[length];
    }

    /**
     * Takes pixels apart.
     *
     * @param packed at least {@code length} pixels
     * @param planar int32 [3, length], of 0 to 255
     */
    void split(int[] packed, int[] planar) {
        splitRed(packed, red);
        splitGreen(packed, green);
        splitBlue(packed, blue);
        System.arraycopy(red, 0, planar, 0, length);
        System.arraycopy(green, 0, planar, length, length);
        System.arraycopy(blue, 0, planar, 2 * length, length);
    }

    /** The reverse of {@link #split}; {@code packed} holds exactly {@code length} pixels. */
    void join(int[] planar, int[] packed) {
        System.arraycopy(planar, 0, red, 0, length);
        System.arraycopy(planar, length, green, 0, length);
        System.arraycopy(planar, 2 * length, blue, 0, length);
        join(red, green, blue, packed);
    }

    private static void splitRed(int[] packed, int[] red) {
        for (int i = 0; i < red.length; i++) {
            red[i] = packed[i] & 0xFF;
        }
    }

    private static void splitGreen(int[] packed, int[] green) {
        for (int i = 0; i < green.length; i++) {
            green[i] = packed[i] >> 8 & 0xFF;
        }
    }

    private static void splitBlue(int[] packed, int[] blue) {
        for (int i = 0; i < blue.length; i++) {
            blue[i] = packed[i] >> 16 & 0xFF;
        }
    }

    private static void join(int[] red, int[] green, int[] blue, int[] packed) {
        for (int i = 0; i < packed.length; i++) {
            packed[i] = red[i] | green[i] << 8 | blue[i] << 16;
        }
    }
}
