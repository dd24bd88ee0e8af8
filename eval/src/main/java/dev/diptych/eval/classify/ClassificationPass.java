package dev.diptych.eval.classify;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.labelled.LabelledImage;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.labelled.Labels;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What one pass over the images of an evaluation finds. */
final class ClassificationPass implements LabelledPass.Taker {
    private final Labels labels;
    private final ZeroShotClassifier classifier;
    private final Extremes best = Extremes.best();
    private final Extremes worst = Extremes.worst();

    private final int[] numbers; // of the images that could be used
    private final int[] first; // the label of each, of several the one it is most like
    private final int[] predicted;
    private final int[] ranks;
    private final double[] confidences;
    private final float[][] scores; // [C][N], of images with several labels
    private int used;

    ClassificationPass(Labels labels, ZeroShotClassifier classifier) {
        int count = labels.count();
        this.labels = labels;
        this.classifier = classifier;
        this.numbers = new int[count];
        this.first = new int[count];
        this.predicted = new int[count];
        this.ranks = new int[count];
        this.confidences = new double[count];
        this.scores = new float[labels.multiple() ? classifier.classes() : 0][count];
    }

    Optional<ZeroShotClassification> run(
            LabelledImages images, Embedder embedder, Consumer<String> note, BooleanSupplier stop)
            throws InterruptedException {
        OptionalInt leftOut = LabelledPass.run(images, embedder, note, stop, this);
        return leftOut.isEmpty() ? Optional.empty() : Optional.of(result(leftOut.getAsInt()));
    }

    /** What was found so far. @param leftOut how many images could not be used */
    ZeroShotClassification result(int leftOut) {
        return new ZeroShotClassification(classifier, predictions(), leftOut, best.all(), worst.all());
    }

    @Override
    public void take(LabelledImage image, float[] vectors, int row) {
        float[] similarities = classifier.similarities(vectors, row);
        for (int c = 0; c < scores.length; c++) {
            scores[c][used] = similarities[c];
        }
        int label = -1;
        for (int each : labels.of(image.number())) {
            label = label < 0 || similarities[each] > similarities[label] ? each : label;
        }
        numbers[used] = image.number();
        predicted[used] = SingleLabel.highest(similarities);
        if (label >= 0) {
            first[used] = label;
            ranks[used] = SingleLabel.rank(similarities, label);
            confidences[used] = classifier.confidence(similarities);
            Example example = new Example(image, label, ranks[used], similarities);
            (ranks[used] == 1 ? best : worst).add(example);
        }
        used++;
    }

    Predictions predictions() {
        if (!labels.multiple()) {
            return new SingleLabel(
                    classifier.classes(),
                    Arrays.copyOf(first, used),
                    Arrays.copyOf(predicted, used),
                    Arrays.copyOf(ranks, used),
                    Arrays.copyOf(confidences, used));
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] = Arrays.copyOf(scores[c], used);
        }
        return new MultiLabel(labels.only(Arrays.copyOf(numbers, used)), scores);
    }
}
