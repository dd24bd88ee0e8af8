package dev.diptych.vision.augment.draw;

/** The interval from which a number is drawn; one number where both ends are equal. */
public record Range(float min, float max) {
    public static final Range ONE = new Range(1, 1);

    public Range {
        if (!(min <= max) || Float.isInfinite(min) || Float.isInfinite(max)) {
            throw new IllegalArgumentException("range rejected: " + min + " to " + max + ", expected min <= max");
        }
    }

    public boolean isOne() {
        return min == 1 && max == 1;
    }
}
