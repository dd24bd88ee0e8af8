package dev.diptych.cli.evaluate;

import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.model.ImageFeatures;
import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.eval.probe.feature.ProbeImages;
import dev.diptych.eval.probe.feature.ProbeVectors;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.nn.engine.Engine;
import dev.diptych.text.prompt.ClassNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what a probe is fitted to and scored on. */
final class ProbeSource {
    private static final String VECTORS = ".npy";

    @Mixin
    private LabelledOptions labelled = new LabelledOptions();

    @Option(
            names = "--train",
            paramLabel = "DATA",
            description =
                    "What to fit to, as --data, which is then what is scored (default: the other part of --data).")
    private @Nullable String train;

    @Option(
            names = "--train-split",
            paramLabel = "NAME",
            description = "Which part of that (default: ${DEFAULT-VALUE}).")
    private String trainSplit = LabelledSpec.TRAIN;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Where --data is an .npy of vectors, a row an image, which need no --model: an .npy of the"
                    + " numbers of their classes.")
    private @Nullable Path labels;

    @Option(names = "--train-labels", paramLabel = "FILE", description = "Likewise of --train.")
    private @Nullable Path trainLabels;

    @Option(
            names = "--normalize",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Scale features to unit length (default), as CLIP_benchmark does, or take them as they are.")
    private boolean normalize;

    @Option(
            names = "--before-projection",
            description =
                    "Take the tower's features before they are projected into the space of embeddings, as the paper"
                            + " on CLIP did.")
    private boolean beforeProjection;

    /**
     * What was read.
     *
     * @param names of the classes
     */
    record Features(ProbeData train, ProbeData test, ClassNames names) {}

    String data() {
        return labelled.data();
    }

    String dataset() {
        return labelled.dataset();
    }

    boolean isNormalized() {
        return normalize;
    }

    /** Reads vectors, or embeds images with the model. */
    Features read(ModelOptions options, Engine engine, Session session) throws IOException, InterruptedException {
        Optional<ClassNames> names = labelled.classNames(session.surroundings().bundled("configs/zeroshot"));
        session.note("reading " + data() + " ...");
        return data().endsWith(VECTORS) ? vectors(names) : embedded(names, options, engine, session);
    }

    private Features vectors(Optional<ClassNames> given) {
        if (train == null || labels == null || trainLabels == null) {
            throw new UsageException("--data: vectors, expected --labels, --train and --train-labels beside it");
        }
        if (beforeProjection) {
            throw new UsageException("--before-projection: vectors, expected images and a --model");
        }
        ProbeVectors fitted = ProbeVectors.read(Path.of(train), trainLabels, normalize);
        ProbeVectors scored = ProbeVectors.read(Path.of(data()), labels, normalize);
        int classes = Math.max(fitted.classes(), scored.classes());
        ClassNames names = given.orElseGet(() -> new ClassNames(
                data(), IntStream.range(0, classes).mapToObj(Integer::toString).toList()));
        return new Features(fitted.data(names.size()), scored.data(names.size()), names);
    }

    private Features embedded(Optional<ClassNames> given, ModelOptions options, Engine engine, Session session)
            throws IOException, InterruptedException {
        if (labels != null || trainLabels != null) {
            throw new UsageException("--labels: images, expected --data and --train to be an .npy of vectors each");
        }
        Checkpoint checkpoint = options.checkpoint(session);
        ProbeImages images =
                ProbeImages.open(labelled.spec(train == null ? data() : train, trainSplit), labelled.spec(), given);
        ImageFeatures features = new ImageFeatures(!beforeProjection, normalize);
        try (Embedder embedder = options.embedder(checkpoint, engine, features)) {
            ProbeData fitted = embed(images, images.train(), embedder, session);
            return new Features(fitted, embed(images, images.test(), embedder, session), images.names());
        }
    }

    private static ProbeData embed(ProbeImages images, ProbeImages.Part part, Embedder embedder, Session session)
            throws InterruptedException {
        String leftOut = LabelledOptions.leftOut(part.images(), session);
        session.note("embedding " + Counted.of(part.labels().count(), "image") + leftOut + " ...");
        return images.features(part, embedder, session::note);
    }
}
