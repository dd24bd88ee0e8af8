package dev.diptych.image.resize;

/**
 * One axis of a resize: the source interval [{@code from}, {@code to}) is scaled to {@code size} pixels, of which
 * {@code count} are wanted from {@code first} on.
 *
 * @param sourceSize pixels of the source along this axis
 * @param from in source pixels, from 0
 * @param to in source pixels, above {@code from}, at most {@code sourceSize}
 * @param size pixels of the whole result
 * @param first the first wanted pixel of the result
 * @param count how many pixels of the result are wanted
 */
record Axis(int sourceSize, float from, float to, int size, int first, int count) {
    Axis {
        if (size < 1) {
            throw new IllegalArgumentException("resize failed: size: " + size + ", expected at least 1");
        }
        if (!(from >= 0 && to > from) || to > sourceSize) {
            throw new IllegalArgumentException(
                    "resize failed: box: " + from + " to " + to + ", expected an interval inside 0 to " + sourceSize);
        }
        if (first < 0 || count < 1 || count > size - first) {
            throw new IllegalArgumentException("resize failed: window: " + count + " from " + first
                    + ", expected an interval inside 0 to " + size);
        }
    }

    /** The whole result of scaling the whole source. */
    Axis(int sourceSize, int size) {
        this(sourceSize, 0, sourceSize, size, 0, size);
    }

    boolean isUnchanged() {
        return size == sourceSize && from == 0 && to == size;
    }
}
