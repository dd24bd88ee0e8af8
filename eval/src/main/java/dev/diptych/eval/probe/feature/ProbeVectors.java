package dev.diptych.eval.probe.feature;

import dev.diptych.contrastive.embed.file.NpyFile;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.retrieval.Embeddings;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Vectors that any tool has made, in files of NumPy.
 *
 * @param features float32 [N, D]
 * @param labels [N], numbers of classes from 0
 */
@SuppressWarnings("ArrayRecordComponent") // as many as there are images; not meant to be compared
public record ProbeVectors(Embeddings features, int[] labels) {
    /**
     * Reads them.
     *
     * @param features a matrix, a row an image
     * @param labels a list of whole numbers
     * @param unit whether to scale each row to unit length
     * @throws dev.diptych.contrastive.embed.file.NpyException if one is no such file
     * @throws IllegalArgumentException if they differ in number, or a label is no number of a class
     */
    public static ProbeVectors read(Path features, Path labels, boolean unit) {
        NpyFile file = NpyFile.open(features);
        Embeddings rows = new Embeddings(file.matrix(), Math.toIntExact(file.columns()));
        int[] numbers = NpyFile.open(labels).integers();
        if (numbers.length != rows.count() || Arrays.stream(numbers).anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("probe refused: " + labels + ": " + numbers.length
                    + " labels from " + Arrays.stream(numbers).min().orElse(0) + ", expected " + rows.count()
                    + " from 0, as " + features + " has rows");
        }
        int highest = Arrays.stream(numbers).max().orElse(0);
        if (highest >= ProbeData.MOST_CLASSES) {
            throw new IllegalArgumentException("probe refused: " + labels + ": label " + highest
                    + ", expected less than " + ProbeData.MOST_CLASSES + ", as a number of classes");
        }
        return new ProbeVectors(unit ? rows.first(rows.dimensions()) : rows, numbers);
    }

    /** The number of classes of the highest label. */
    public int classes() {
        return Arrays.stream(labels).max().orElse(0) + 1;
    }

    /** As data of so many classes. */
    public ProbeData data(int classes) {
        return new ProbeData(features, labels, classes);
    }
}
