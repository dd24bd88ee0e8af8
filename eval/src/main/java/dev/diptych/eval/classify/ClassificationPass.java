package dev.diptych.eval.classify;

import dev.diptych.contrastive.data.BadSamples;
import dev.diptych.contrastive.data.UnusableSample;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.classify.ClassificationPass.Item;
import dev.diptych.eval.labelled.LabelledImage;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.labelled.Labels;
import dev.diptych.eval.zeroshot.ImageEmbedding;
import dev.diptych.eval.zeroshot.ImageEmbedding.Prepared;
import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass over the images of an evaluation. */
final class ClassificationPass implements ImageEmbedding.Taker<Item> {
    private final LabelledImages images;
    private final Labels labels;
    private final ZeroShotClassifier classifier;
    private final Consumer<String> note;
    private final BadSamples bad;
    private final Extremes best = Extremes.best();
    private final Extremes worst = Extremes.worst();

    private final int[] numbers; // of the images that could be used
    private final int[] first; // the label of each, of several the one it is most like
    private final int[] predicted;
    private final int[] ranks;
    private final double[] confidences;
    private final float[][] scores; // [C][N], of images with several labels
    private int used;

    /** @param unusable why the image cannot be used; null where it can */
    record Item(LabelledImage image, @Nullable UnusableSample unusable) {}

    ClassificationPass(LabelledImages images, Labels labels, ZeroShotClassifier classifier, Consumer<String> note) {
        int count = labels.count();
        this.images = images;
        this.labels = labels;
        this.classifier = classifier;
        this.note = note;
        this.bad = new BadSamples("evaluate", count, 1);
        this.numbers = new int[count];
        this.first = new int[count];
        this.predicted = new int[count];
        this.ranks = new int[count];
        this.confidences = new double[count];
        this.scores = new float[labels.multiple() ? classifier.classes() : 0][count];
    }

    Optional<ZeroShotClassification> run(Embedder embedder, BooleanSupplier stop) throws InterruptedException {
        boolean whole = ImageEmbedding.run(
                embedder,
                line -> images.read(image -> line.add(image.bytes(), () -> prepare(image, embedder))),
                this,
                stop);
        if (!whole) {
            return Optional.empty();
        }
        if (bad.count() > 0) {
            note.accept(bad.summary());
        }
        return Optional.of(new ZeroShotClassification(classifier, predictions(), bad.count(), best.all(), worst.all()));
    }

    private static Prepared<Item> prepare(LabelledImage image, Embedder embedder) {
        try {
            return new Prepared<>(
                    new Item(image, null), embedder.input(image.image().get()));
        } catch (ImageException e) {
            return new Prepared<>(new Item(image, unusable(e.reason(), e)), null);
        } catch (IngestException e) {
            return new Prepared<>(new Item(image, unusable(e.reason(), e)), null);
        }
    }

    private static UnusableSample unusable(Enum<?> reason, RuntimeException e) {
        return new UnusableSample(reason.name().toLowerCase(Locale.ROOT), "", String.valueOf(e.getMessage()));
    }

    @Override
    public void unusable(Item item) {
        if (item.unusable() != null) {
            bad.add(item.image().number(), item.unusable());
            bad.drain(note);
        }
    }

    @Override
    public void embedded(List<Item> items, float[] vectors) {
        for (int i = 0; i < items.size(); i++) {
            add(items.get(i).image(), classifier.similarities(vectors, i));
        }
    }

    private void add(LabelledImage image, float[] similarities) {
        int top = 0;
        for (int c = 1; c < similarities.length; c++) {
            top = similarities[c] > similarities[top] ? c : top;
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c][used] = similarities[c];
        }
        int label = -1;
        for (int each : labels.of(image.number())) {
            label = label < 0 || similarities[each] > similarities[label] ? each : label;
        }
        numbers[used] = image.number();
        predicted[used] = top;
        if (label >= 0) {
            first[used] = label;
            ranks[used] = rank(similarities, label);
            confidences[used] = classifier.confidence(similarities);
            Example example = new Example(image, label, ranks[used], similarities);
            (ranks[used] == 1 ? best : worst).add(example);
        }
        used++;
    }

    /** Behind all that are more alike, and those as alike that come before it. */
    private static int rank(float[] similarities, int label) {
        int rank = 1;
        for (int c = 0; c < similarities.length; c++) {
            if (similarities[c] > similarities[label] || c < label && similarities[c] == similarities[label]) {
                rank++;
            }
        }
        return rank;
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
