package dev.diptych.eval.probe.fit;

import dev.diptych.eval.retrieval.Embeddings;
import java.util.Arrays;

/**
 * Features of images with their classes.
 *
 * @param features float32 [N, D], at least one row
 * @param labels [N], the class of each, from 0 to K - 1
 * @param classes K, 2 to {@value #MOST_CLASSES}
 */
@SuppressWarnings("ArrayRecordComponent") // a view of large arrays; not meant to be compared
public record ProbeData(Embeddings features, int[] labels, int classes) {
    /** More are no classes, but numbers of something else. */
    public static final int MOST_CLASSES = 1 << 20;

    public ProbeData {
        if (features.count() == 0 || labels.length != features.count() || classes < 2 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "probe refused: " + features.count() + " features, " + labels.length + " labels, " + classes
                            + " classes, expected a label for each of at least one feature and 2 to " + MOST_CLASSES
                            + " classes");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "probe refused: label " + i + ": " + labels[i] + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /** A copy of some rows, in the order given. */
    public ProbeData rows(int... numbers) {
        return new ProbeData(
                features.rows(numbers),
                Arrays.stream(numbers).map(number -> labels[number]).toArray(),
                classes);
    }

    /** N. */
    public int count() {
        return labels.length;
    }

    /** D. */
    public int dimensions() {
        return features.dimensions();
    }
}
