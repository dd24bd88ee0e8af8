package dev.diptych.vision.augment;

/** The brightness of a colour (ITU-R BT.601), which torchvision's and Pillow's greyscale use. */
final class Luma {
    static final float RED = 0.299f;
    static final float GREEN = 0.587f;
    static final float BLUE = 0.114f;

    private Luma() {}

    static float mean(Planes planes) {
        float[] v = planes.values();
        return (float) (RED * sum(v, planes.red(), planes.green())
                        + GREEN * sum(v, planes.green(), planes.blue())
                        + BLUE * sum(v, planes.blue(), planes.end()))
                / planes.area();
    }

    private static double sum(float[] values, int from, int to) {
        // Four sums: additions of one would wait for each other.
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < to; i++) {
            a += values[i];
        }
        return (double) a + b + c + d;
    }
}
