package dev.diptych.vision.augment;

/**
 * One image on its way to model input: a red, a green and a blue plane in a larger buffer.
 *
 * @param values float32 [3, size, size] from {@code offset} on, in [0, 1] until normalised
 * @param offset where the red plane starts
 * @param size rows and columns
 */
record Planes(float[] values, int offset, int size) {
    int area() {
        return size * size;
    }

    int red() {
        return offset;
    }

    int green() {
        return offset + area();
    }

    int blue() {
        return offset + 2 * area();
    }

    int end() {
        return offset + 3 * area();
    }
}
