package dev.diptych.cli.evaluate;

import dev.diptych.cli.model.CutLine;
import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.classify.ClassificationSet;
import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.ZeroShotClassification;
import dev.diptych.eval.classify.ZeroShotClassifier;
import dev.diptych.eval.classify.page.ClassificationPage;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.nn.engine.Engine;
import dev.diptych.report.Facts;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych eval classify}: how well a model tells classes of images by their names. */
@Command(
        name = "classify",
        description = "Score a model by zero-shot classification of labelled images.",
        footer = {
            "",
            "Each image gets the class that it is most like: by the mean of the embeddings of the class' name in every"
                    + " template. Of a run that keeps an average of its weights (train.ema) that is scored too.",
            "",
            "Example:",
            "  diptych eval classify --model runs/first --data /usr/share/datasets/fashion-mnist --classes fashion-mnist"
        },
        customSynopsis = "diptych eval classify --model RUN --data DATA [OPTION]...",
        sortOptions = false)
public final class EvalClassifyCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private LabelledOptions labelled = new LabelledOptions();

    @Option(
            names = "--templates",
            paramLabel = "NAME|FILE",
            description = "What makes captions of names: photo, imagenet-80, imagenet-7, cifar, mnist, siglip, name, a"
                    + " file with one a line, or CLIP_benchmark's JSON (default:"
                    + " zeroshot_classification_templates.txt by the data, or photo).")
    private @Nullable String templates;

    @Option(
            names = "--label-separator",
            paramLabel = "TEXT",
            description = "Between the labels of an image that may have several, or none.")
    private String labelSeparator = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Also write the scores as CLIP_benchmark's JSON, and beside it a page with them, with what is"
                    + " confused, and how sure the model is: results.html beside results.json.")
    private @Nullable Path output;

    public EvalClassifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checkpoint checkpoint = options.checkpoint(session);
        session.note("reading " + labelled.data() + " ...");
        ClassificationSet set = ClassificationSet.open(
                labelled.config(Optional.ofNullable(templates), labelSeparator),
                session.surroundings().bundled("configs/zeroshot"));
        String leftOut = LabelledOptions.leftOut(set.images(), session);
        session.note("classifying " + Counted.of(set.labels().count(), "image")
                + leftOut + ", by "
                + Counted.of(set.names().size(), "name") + " of " + set.names().source() + " in "
                + Counted.of(set.templates().templates().size(), "template") + " of "
                + set.templates().source() + " ...");
        Map<String, Double> byName = new LinkedHashMap<>();
        Map<String, Interval> intervals = new LinkedHashMap<>();
        try (Engine engine = options.engine(session)) {
            Embedder embedder = options.embedder(checkpoint, engine);
            ZeroShotClassification evaluation = score(set, embedder, "", byName, intervals);
            Checkpoint average = checkpoint.average().orElse(null);
            if (average != null) {
                session.out().println();
                session.out().println("by the average of its weights:");
                score(set, options.embedder(average, engine), "ema_", byName, intervals);
            }
            if (output != null) {
                Path page = EvalRetrievalCommand.page(output);
                results(set, byName, intervals).write(output);
                ClassificationPage.write(
                        evaluation,
                        intervals,
                        options.name(),
                        set.dataset(),
                        Imprint.of(labelled.data()),
                        facts(set, evaluation, checkpoint),
                        page);
                session.note("written: " + output + ", " + page);
            }
        }
        return ExitCode.DONE;
    }

    /** Prints the scores of one set of weights, and adds them under a prefix. */
    private ZeroShotClassification score(
            ClassificationSet set,
            Embedder embedder,
            String prefix,
            Map<String, Double> byName,
            Map<String, Interval> intervals)
            throws InterruptedException {
        ZeroShotClassifier classifier = ZeroShotClassifier.of(set.names(), set.templates(), embedder);
        CutLine.of(embedder).ifPresent(session::note);
        ZeroShotClassification evaluation = ZeroShotClassification.run(
                        set.images(), set.labels(), classifier, embedder, session::note, () -> false)
                .orElseThrow();
        Predictions predictions = evaluation.predictions();
        Map<String, Interval> ends = predictions.intervals(Bootstrap.DEFAULT);
        Map<String, Double> chance = predictions.chance();
        predictions.byName().forEach((name, score) -> {
            byName.put(prefix + name, score);
            Interval interval = Objects.requireNonNull(ends.get(name));
            intervals.put(prefix + name, interval);
            ScoreLines.print(name, score, interval, chance.getOrDefault(name, 0.0), session.out());
        });
        return evaluation;
    }

    private ResultsJson results(ClassificationSet set, Map<String, Double> byName, Map<String, Interval> intervals) {
        return new ResultsJson(
                set.dataset(),
                options.name(),
                options.model().toString(),
                ResultsJson.ZEROSHOT_CLASSIFICATION,
                byName,
                "en",
                intervals);
    }

    /** What the page of an evaluation says about it. */
    public static List<Facts.Fact> facts(
            ClassificationSet set, ZeroShotClassification evaluation, Checkpoint checkpoint) {
        int side = checkpoint.config().vision().imageSize();
        return List.of(
                new Facts.Fact("Images", Words.count(evaluation.predictions().count())),
                new Facts.Fact(
                        "Images left out",
                        Words.count(
                                evaluation.leftOut() + set.images().leftOut().size())),
                new Facts.Fact(
                        "Classes",
                        Words.count(set.names().size()) + ", " + set.names().source()),
                new Facts.Fact(
                        "Templates",
                        Words.count(set.templates().templates().size()) + ", "
                                + set.templates().source()),
                new Facts.Fact("Dimensions", Words.count(checkpoint.config().embedDim())),
                new Facts.Fact("Seen at", side + " × " + side + " pixels"));
    }
}
