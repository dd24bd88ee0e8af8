package dev.diptych.eval.classify;

import dev.diptych.eval.labelled.LabelledImage;

/**
 * An image and what it is like.
 *
 * @param label the right class; of several the one that it is most like
 * @param rank of that among all classes, from 1
 * @param similarities float32 [C]
 */
@SuppressWarnings("ArrayRecordComponent") // a few of them; not meant to be compared
public record Example(LabelledImage image, int label, int rank, float[] similarities) {
    /** How much more the image is like its class than like the most similar other one; below 0 where that is ahead. */
    double margin() {
        double other = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < similarities.length; c++) {
            other = c == label ? other : Math.max(other, similarities[c]);
        }
        return similarities[label] - other;
    }
}
