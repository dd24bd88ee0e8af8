package dev.diptych.eval.probe.feature;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.classify.LabelledPass;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.labelled.LabelledSources;
import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.eval.labelled.Labels;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.text.prompt.ClassNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two parts of labelled images with the same classes.
 *
 * @param names of the classes
 */
public record ProbeImages(Part train, Part test, ClassNames names) {
    /**
     * One part.
     *
     * @param labels of the images, by the classes
     */
    public record Part(LabelledImages images, Labels labels) {}

    /**
     * Opens both parts.
     *
     * @param given names of the classes; where there are none, those beside the test part, or else the labels of both
     * @throws IngestException if a part cannot be used, has several labels an image, or labels that do not fit the names
     */
    public static ProbeImages open(LabelledSpec train, LabelledSpec test, Optional<ClassNames> given) {
        LabelledImages fitted = LabelledSources.open(train);
        LabelledImages scored = LabelledSources.open(test);
        ClassNames names = given.or(scored::classNames).orElseGet(() -> names(test.data(), fitted, scored));
        return new ProbeImages(part(train, fitted, names), part(test, scored, names), names);
    }

    private static Part part(LabelledSpec spec, LabelledImages images, ClassNames names) {
        if (images.labels().multiple()) {
            throw new IngestException(Reason.CORRUPT, spec.data(), "several labels an image, expected one");
        }
        return new Part(images, images.labels().by(names, spec.data()));
    }

    private static ClassNames names(String source, LabelledImages train, LabelledImages test) {
        List<String> texts = Stream.of(train, test)
                .flatMap(images -> images.labels().texts().stream())
                .distinct()
                .sorted()
                .toList();
        if (!texts.isEmpty()) {
            return new ClassNames(source, texts);
        }
        int highest = Math.max(highest(train.labels()), highest(test.labels()));
        if (highest >= ProbeData.MOST_CLASSES) {
            throw new IngestException(
                    Reason.CORRUPT,
                    source,
                    "label " + highest + ", expected less than " + ProbeData.MOST_CLASSES + ", as a number of classes");
        }
        return new ClassNames(
                source,
                IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList());
    }

    private static int highest(Labels labels) {
        return Arrays.stream(labels.values()).max().orElse(0);
    }

    /**
     * Embeds a part. Images are read, decoded and embedded as they come; their features are what is held.
     *
     * @param note is told what cannot be used
     */
    public ProbeData features(Part part, Embedder embedder, Consumer<String> note) throws InterruptedException {
        int dimensions = embedder.imageDimensions();
        float[] values = new float[Math.multiplyExact(part.labels().count(), dimensions)];
        int[] labels = new int[part.labels().count()];
        int[] used = {0};
        LabelledPass.run(part.images(), embedder, note, () -> false, (image, vectors, row) -> {
            System.arraycopy(vectors, row * dimensions, values, used[0] * dimensions, dimensions);
            labels[used[0]++] = part.labels().of(image.number())[0];
        });
        boolean all = used[0] == labels.length;
        return new ProbeData(
                new Embeddings(all ? values : Arrays.copyOf(values, used[0] * dimensions), dimensions),
                all ? labels : Arrays.copyOf(labels, used[0]),
                names.size());
    }
}
