package dev.diptych.image.tiff;

import java.util.Arrays;

/** Undoes a predictor (TIFF 6.0, section 14; Technical Note 3) on one row. */
final class Prediction {
    private Prediction() {}

    /** Changes {@code row} to samples in the order of bytes that {@code samples} says. */
    static void undo(int predictor, byte[] row, SampleLayout samples) {
        if (predictor == Coding.FLOATING_DIFFERENCES) {
            undoFloating(row, samples);
        } else if (predictor == Coding.DIFFERENCES) {
            add(row, samples.together(), samples.bits() / 8, samples.little());
        }
    }

    /** Adds to each number of {@code size} bytes the one {@code distance} numbers before. */
    private static void add(byte[] row, int distance, int size, boolean little) {
        for (int i = distance * size; i < row.length; i += size) {
            int carry = 0;
            for (int k = 0; k < size; k++) {
                int b = i + (little ? k : size - 1 - k);
                int sum = (row[b] & 0xFF) + (row[b - distance * size] & 0xFF) + carry;
                row[b] = (byte) sum;
                carry = sum >> 8;
            }
        }
    }

    /** The row has the highest bytes of all numbers first, then the next ones, as differences. */
    private static void undoFloating(byte[] row, SampleLayout samples) {
        add(row, samples.together(), 1, true);
        byte[] planes = Arrays.copyOf(row, row.length);
        int size = samples.bits() / 8;
        int count = row.length / size;
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < size; k++) {
                row[i * size + (samples.little() ? size - 1 - k : k)] = planes[k * count + i];
            }
        }
    }
}
