package dev.diptych.eval.classify;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.text.prompt.ClassNames;
import dev.diptych.text.prompt.PromptTemplates;
import java.util.ArrayList;
import java.util.List;

/**
 * A vector for each class: the mean of the embeddings of its prompts, each of unit length, scaled to unit length again (Radford et
 * al. 2021, section 3.1.4).
 *
 * @param weights float32 [C, D], row-major
 * @param scale the model's factor on similarities
 */
@SuppressWarnings("ArrayRecordComponent") // not meant to be compared
public record ZeroShotClassifier(ClassNames names, float[] weights, double scale) {
    private static final int CAPTIONS = 4096;
    private static final double LEAST_NORM = 1e-12;

    /** Embeds the prompts of all classes. */
    public static ZeroShotClassifier of(ClassNames names, PromptTemplates templates, Embedder embedder) {
        int dimensions = embedder.dimensions();
        int each = templates.templates().size();
        int together = Math.max(1, CAPTIONS / each);
        float[] weights = new float[Math.multiplyExact(names.size(), dimensions)];
        for (int from = 0; from < names.size(); from += together) {
            int end = Math.min(names.size(), from + together);
            List<String> prompts = new ArrayList<>();
            names.names().subList(from, end).forEach(name -> prompts.addAll(templates.fill(name)));
            float[] embedded = embedder.texts(prompts);
            for (int c = from; c < end; c++) {
                mean(embedded, (c - from) * each, each, dimensions, weights, c);
            }
        }
        return new ZeroShotClassifier(names, weights, embedder.logitScale());
    }

    private static void mean(float[] rows, int first, int count, int dimensions, float[] weights, int target) {
        double[] sums = new double[dimensions];
        for (int i = first * dimensions; i < (first + count) * dimensions; i++) {
            sums[i % dimensions] += rows[i];
        }
        double squares = 0;
        for (double sum : sums) {
            squares += sum * sum;
        }
        double norm = Math.max(Math.sqrt(squares), LEAST_NORM);
        for (int d = 0; d < dimensions; d++) {
            weights[target * dimensions + d] = (float) (sums[d] / norm);
        }
    }

    /** C. */
    public int classes() {
        return names.size();
    }

    /**
     * The similarities of an image to all classes, cosines.
     *
     * @param images float32 [N, D], of unit length
     * @return float32 [C]
     */
    public float[] similarities(float[] images, int image) {
        int dimensions = weights.length / classes();
        float[] similarities = new float[classes()];
        for (int c = 0; c < similarities.length; c++) {
            double sum = 0;
            for (int d = 0; d < dimensions; d++) {
                sum += (double) images[image * dimensions + d] * weights[c * dimensions + d];
            }
            similarities[c] = (float) sum;
        }
        return similarities;
    }

    /** The probability of the class that is most like an image: a softmax over the scaled similarities. */
    double confidence(float[] similarities) {
        return SingleLabel.confidence(similarities, scale);
    }
}
