package dev.diptych.cli.evaluate;

import dev.diptych.cli.model.CutLine;
import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import dev.diptych.eval.retrieval.block.BlockRanks;
import dev.diptych.eval.run.RetrievalGallery;
import dev.diptych.eval.run.RetrievalReport;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.nn.engine.Engine;
import dev.diptych.report.Facts;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych eval retrieval}: how well images are found by texts and texts by images. */
@Command(
        name = "retrieval",
        description = "Score a model by zero-shot retrieval on data that it has not seen, or score vectors.",
        footer = {
            "",
            "Each image searches all captions, and each caption all images; an image's hit is any of its captions. Of"
                    + " equal similarities the lower index comes first. Beside each score stand its 95 %% interval, by"
                    + " drawing images a thousand times, and what ranking at random would score. Of a run that keeps an"
                    + " average of its weights (train.ema) that is scored too. docs/evaluation.md says how each score"
                    + " is defined.",
            "",
            "Examples:",
            "  diptych eval retrieval --model runs/first --data held-out --output results.json",
            "  diptych eval retrieval --model clip-b32 --data coco --split-file dataset_coco.json",
            "  diptych eval retrieval --image-vectors images.npy --text-vectors texts.npy --image-of-text image.txt"
        },
        customSynopsis = {
            "diptych eval retrieval --model RUN --data SHARDS [OPTION]...",
            "       diptych eval retrieval --image-vectors A --text-vectors B [OPTION]...",
            "       diptych eval retrieval --embeddings DIR [OPTION]..."
        },
        sortOptions = false)
public final class EvalRetrievalCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private CaptionedOptions captioned = new CaptionedOptions();

    @Mixin
    private VectorOptions vectors = new VectorOptions();

    @Option(
            names = "--recall-k",
            paramLabel = "K",
            split = ",",
            order = 200,
            description = "The file also has CLIP_benchmark's image_retrieval_recall@K and text_retrieval_recall@K for"
                    + " each K (default: 1,5,10).")
    private List<Integer> depths = RetrievalIntervals.DEPTHS;

    @Option(
            names = "--lengths",
            paramLabel = "N",
            split = ",",
            order = 201,
            description =
                    "Also score the first N dimensions of the vectors, scaled to unit length again, for each N given:"
                            + " what remains of a model trained with loss.matryoshka when its vectors are cut.")
    private List<Integer> lengths = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            order = 202,
            description =
                    "Also write the scores as CLIP_benchmark's JSON, and of a model beside it a page with them and with"
                            + " what it finds: results.html beside results.json.")
    private @Nullable Path output;

    public EvalRetrievalCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int depth : depths) {
            if (depth < 1) {
                throw new UsageException("--recall-k: " + depth + ", expected at least 1");
            }
        }
        if (vectors.given()) {
            scoreVectors();
        } else {
            scoreModel();
        }
        return ExitCode.DONE;
    }

    private void scoreVectors() throws IOException {
        if (captioned.isGiven() || options.isModelGiven()) {
            throw new UsageException(
                    "diptych eval retrieval: vectors with --model or --data, expected one or the other");
        }
        Embeddings images = vectors.images();
        Embeddings texts = vectors.texts();
        checkLengths(images.dimensions());
        session.note("ranking " + Counted.of(images.count(), "image") + " and " + Counted.of(texts.count(), "text")
                + " ...");
        int[] imageOfText = vectors.imageOfText(images.count(), texts.count());
        RetrievalScores scores = new RetrievalScores(depths, session.out());
        scores.add("", BlockRanks.of(images, texts, imageOfText));
        for (int length : new TreeSet<>(lengths)) {
            titled("by the first " + Counted.of(length, "dimension") + ":");
            scores.add(prefix(length), BlockRanks.of(images.first(length), texts.first(length), imageOfText));
        }
        if (output != null) {
            scores.results(vectors.source().toString(), vectors.source()).write(output);
            session.note("written: " + output);
        }
    }

    private void scoreModel() throws IOException, InterruptedException {
        String source = captioned.source();
        Checkpoint checkpoint = options.checkpoint(session);
        checkLengths(checkpoint.config().embedDim());
        session.note("reading " + source + " ...");
        SampleNotes notes = SampleNotes.strict(session);
        try (Samples samples = captioned.open(notes)) {
            notes.opened(samples);
            score(samples, source, checkpoint);
        }
    }

    private void checkLengths(int whole) {
        for (int length : lengths) {
            if (length < 1 || length > whole) {
                throw new UsageException("--lengths: " + length + ", expected 1 to " + whole);
            }
        }
    }

    private void score(Samples samples, String source, Checkpoint checkpoint) throws IOException, InterruptedException {
        int leftOut = samples.leftOut().size();
        session.note("embedding " + Counted.of(samples.size(), "image")
                + (leftOut == 0 ? "" : ", " + Counted.of(leftOut, "sample") + " left out") + " ...");
        try (Engine engine = options.engine(session)) {
            RetrievalScores scores = new RetrievalScores(depths, session.out());
            Embedder embedder = options.embedder(checkpoint, engine);
            RetrievalEvaluation evaluation = score(samples, embedder, "", scores);
            Checkpoint average = checkpoint.average().orElse(null);
            if (average != null) {
                titled("by the average of its weights:");
                score(samples, options.embedder(average, engine), "ema_", scores);
            }
            if (output != null) {
                scores.results(source, options.model()).write(output);
                Path page = page(output);
                RetrievalReport.write(
                        RetrievalGallery.of(source, evaluation, scores.intervals()),
                        options.model(),
                        Imprint.of(source),
                        facts(evaluation, checkpoint, embedder),
                        page);
                session.note("written: " + output + ", " + page);
            }
        }
    }

    /** Beside the JSON, by another name. */
    static Path page(Path json) {
        String name = String.valueOf(json.getFileName());
        return json.resolveSibling(name.replaceFirst("(?<=.)\\.json$", "") + ".html");
    }

    /** What the page of an evaluation says about it. */
    public static List<Facts.Fact> facts(RetrievalEvaluation evaluation, Checkpoint checkpoint, Embedder embedder) {
        int side = checkpoint.config().vision().imageSize();
        return List.of(
                new Facts.Fact("Images", Words.count(evaluation.images().count())),
                new Facts.Fact("Texts", Words.count(evaluation.texts().count())),
                new Facts.Fact("Dimensions", Words.count(embedder.dimensions())),
                new Facts.Fact("Seen at", side + " × " + side + " pixels"));
    }

    /** Prints the scores of one set of weights, and keeps them under a prefix. */
    private RetrievalEvaluation score(Samples samples, Embedder embedder, String prefix, RetrievalScores scores)
            throws InterruptedException {
        RetrievalEvaluation evaluation =
                RetrievalEvaluation.run(samples, embedder, captioned.captions(), session::note);
        CutLine.of(embedder).ifPresent(session::note);
        scores.add(prefix, evaluation.ranks());
        for (int length : new TreeSet<>(lengths)) {
            titled("by the first " + Counted.of(length, "dimension") + ":");
            scores.add(prefix + prefix(length), evaluation.first(length));
        }
        return evaluation;
    }

    private void titled(String title) {
        session.out().println();
        session.out().println(title);
    }

    private static String prefix(int length) {
        return "first_" + length + "_";
    }
}
