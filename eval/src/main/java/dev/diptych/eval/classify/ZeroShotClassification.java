package dev.diptych.eval.classify;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.labelled.Labels;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a model made of labelled images by the names of their classes.
 *
 * @param predictions for the images that could be used
 * @param leftOut how many could not
 * @param best images whose own class is ahead by most
 * @param worst images whose own class is furthest down
 */
public record ZeroShotClassification(
        ZeroShotClassifier classifier, Predictions predictions, int leftOut, List<Example> best, List<Example> worst) {
    public ZeroShotClassification {
        best = List.copyOf(best);
        worst = List.copyOf(worst);
    }

    /**
     * Embeds every image and compares it with the classes. Of the images no more is held than some that are under way and the best and
     * the worst; of each a few numbers, or one for each class where images have several labels.
     *
     * @param labels of the images, by the classifier's classes
     * @param note is told what is left out: the first such image, each thousandth, and how many by reason
     * @param stop is asked after each image whether to give it up
     * @return nothing where it is given up
     * @throws IllegalArgumentException if no image can be used
     */
    public static Optional<ZeroShotClassification> run(
            LabelledImages images,
            Labels labels,
            ZeroShotClassifier classifier,
            Embedder embedder,
            Consumer<String> note,
            BooleanSupplier stop)
            throws InterruptedException {
        return new ClassificationPass(labels, classifier).run(images, embedder, note, stop);
    }

    /** How sure the model is; nothing of images with several labels. */
    public Optional<Calibration> calibration() {
        return predictions instanceof SingleLabel single ? Optional.of(Calibration.of(single)) : Optional.empty();
    }
}
