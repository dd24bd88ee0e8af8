package dev.diptych.vision.augment.draw;

/** The range checks that the settings of augmentation share. */
public final class Limits {
    private Limits() {}

    /** @throws IllegalArgumentException unless the value is from 0 to 1 */
    public static void requireProbability(String key, float value) {
        requireWithin(key, value, 0, 1);
    }

    /** @throws IllegalArgumentException unless the value is from {@code min} to {@code max}, both included */
    public static void requireWithin(String key, float value, float min, float max) {
        if (!(value >= min && value <= max)) {
            throw rejected(key, value, min, max);
        }
    }

    /** @throws IllegalArgumentException unless both ends are from {@code min} to {@code max} */
    public static void requireWithin(String key, Range value, float min, float max) {
        if (!(value.min() >= min && value.max() <= max)) {
            throw rejected(key, value.min() + " to " + value.max(), min, max);
        }
    }

    private static IllegalArgumentException rejected(String key, Object value, float min, float max) {
        return new IllegalArgumentException(
                "augmentation rejected: " + key + ": " + value + ", expected " + min + " to " + max);
    }
}
