package dev.diptych.vision.augment;

/**
 * Turns the hue of every pixel and keeps its HSV saturation and value.
 *
 * <p>With V the largest of the three values, C the largest less the smallest and h the hue in sixths of a turn, a channel
 * is V - C max(0, min(k, 4 - k, 1)), k = (n + h) mod 6, n = 5 for red, 3 for green, 1 for blue.
 */
final class HueShift {
    private HueShift() {}

    /**
     * Turns all hues.
     *
     * @param turn in full turns, from -0.5 to 0.5
     */
    static void apply(Planes planes, float turn) {
        float[] v = planes.values();
        int green = planes.area();
        int blue = 2 * planes.area();
        for (int i = planes.red(); i < planes.green(); i++) {
            float r = v[i];
            float g = v[i + green];
            float b = v[i + blue];
            float value = Math.max(Math.max(r, g), b);
            float chroma = value - Math.min(Math.min(r, g), b);
            if (chroma > 0) {
                float hue = hue(r, g, b, value, chroma) + 6 * turn;
                v[i] = channel(hue + 5, value, chroma);
                v[i + green] = channel(hue + 3, value, chroma);
                v[i + blue] = channel(hue + 1, value, chroma);
            }
        }
    }

    /** In sixths of a turn, from -1 to 5. */
    private static float hue(float r, float g, float b, float value, float chroma) {
        if (value == r) {
            return (g - b) / chroma;
        }
        return value == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    }

    /** The channel whose {@code n + h} is {@code k}, from -4 to 13. */
    private static float channel(float k, float value, float chroma) {
        float wrapped = k < 0 ? k + 6 : k;
        wrapped = wrapped >= 6 ? wrapped - 6 : wrapped;
        wrapped = wrapped >= 6 ? wrapped - 6 : wrapped;
        return value - chroma * Math.max(0, Math.min(Math.min(wrapped, 4 - wrapped), 1));
    }
}
