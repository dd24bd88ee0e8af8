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
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.eval.run.RetrievalGallery;
import dev.diptych.eval.run.RetrievalReport;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.nn.engine.Engine;
import dev.diptych.report.Facts;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych eval retrieval}: how well a model finds images by texts and texts by images. */
@Command(
        name = "retrieval",
        description = "Score a model by zero-shot retrieval on shards that it has not seen.",
        footer = {
            "",
            "Each image searches all captions, and each caption all images; an image's captions count as one text. Of a"
                    + " run that keeps an average of its weights (train.ema) that is scored too.",
            "",
            "Example:",
            "  diptych eval retrieval --model runs/first --data held-out --output results.json"
        },
        customSynopsis = "diptych eval retrieval --model RUN --data SHARDS [OPTION]...",
        sortOptions = false)
public final class EvalRetrievalCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(
            names = "--data",
            paramLabel = "SHARDS",
            required = true,
            description =
                    "Shards (a folder, a .tar, '{00000..00003}.tar'), a folder of images with captions, or a table.")
    private String data = "";

    @Option(
            names = "--lengths",
            paramLabel = "N",
            split = ",",
            description =
                    "Also score the first N dimensions of the vectors, scaled to unit length again, for each N given:"
                            + " what remains of a model trained with loss.matryoshka when its vectors are cut.")
    private List<Integer> lengths = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Also write the scores as CLIP_benchmark's JSON, and beside it a page with them and with what the"
                            + " model finds: results.html beside results.json.")
    private @Nullable Path output;

    public EvalRetrievalCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checkpoint checkpoint = options.checkpoint(session);
        int whole = checkpoint.config().embedDim();
        for (int length : lengths) {
            if (length < 1 || length > whole) {
                throw new UsageException("--lengths: " + length + ", expected 1 to " + whole);
            }
        }
        session.note("reading " + data + " ...");
        SampleNotes notes = SampleNotes.strict(session);
        try (Samples samples = SampleSources.open(data, SourceOptions.AUTO, notes)) {
            notes.opened(samples);
            score(samples, checkpoint);
        }
        return ExitCode.DONE;
    }

    private void score(Samples samples, Checkpoint checkpoint) throws IOException, InterruptedException {
        int leftOut = samples.leftOut().size();
        session.note("embedding " + Counted.of(samples.size(), "pair")
                + (leftOut == 0 ? "" : ", " + Counted.of(leftOut, "sample") + " left out") + " ...");
        try (Engine engine = options.engine(session)) {
            Map<String, Double> byName = new LinkedHashMap<>();
            Embedder embedder = options.embedder(checkpoint, engine);
            RetrievalEvaluation evaluation = score(samples, embedder, "", byName);
            Checkpoint average = checkpoint.average().orElse(null);
            if (average != null) {
                session.out().println();
                session.out().println("by the average of its weights:");
                score(samples, options.embedder(average, engine), "ema_", byName);
            }
            if (output != null) {
                results(byName, data, options.model()).write(output);
                write(evaluation, checkpoint, embedder, page(output));
            }
        }
    }

    /** Beside the JSON, by another name. */
    static Path page(Path json) {
        String name = String.valueOf(json.getFileName());
        return json.resolveSibling(name.replaceFirst("(?<=.)\\.json$", "") + ".html");
    }

    private void write(RetrievalEvaluation evaluation, Checkpoint checkpoint, Embedder embedder, Path page)
            throws IOException {
        Facts.Fact pairs =
                new Facts.Fact("Pairs", Words.count(evaluation.captions().size()));
        Facts.Fact dimensions = new Facts.Fact("Dimensions", Words.count(embedder.dimensions()));
        int side = checkpoint.config().vision().imageSize();
        Facts.Fact images = new Facts.Fact("Images", side + " × " + side + " pixels");
        RetrievalReport.write(
                RetrievalGallery.of(data, evaluation),
                options.model(),
                Imprint.of(data),
                List.of(pairs, dimensions, images),
                page);
        session.note("written: " + output + ", " + page);
    }

    /** Prints the scores of one set of weights, and adds them under a prefix. */
    private RetrievalEvaluation score(Samples samples, Embedder embedder, String prefix, Map<String, Double> byName)
            throws IOException, InterruptedException {
        RetrievalEvaluation evaluation = RetrievalEvaluation.run(samples, embedder, session::note);
        RetrievalMetrics metrics = evaluation.ranks().metrics();
        CutLine.of(embedder).ifPresent(session::note);
        ScoreLines.print(metrics, session.out());
        metrics.byName().forEach((name, value) -> byName.put(prefix + name, value));
        for (int length : new TreeSet<>(lengths)) {
            RetrievalMetrics cut = evaluation.first(length).metrics();
            session.out().println();
            session.out().println("by the first " + Counted.of(length, "dimension") + ":");
            ScoreLines.print(cut, session.out());
            cut.byName().forEach((name, value) -> byName.put(prefix + "first_" + length + "_" + name, value));
        }
        return evaluation;
    }

    /** Returns scores by name as CLIP_benchmark files them. */
    public static ResultsJson results(Map<String, Double> metrics, String dataset, Path model) {
        Path name = model.toAbsolutePath().normalize().getFileName();
        return new ResultsJson(
                dataset,
                name == null ? model.toString() : name.toString(),
                model.toString(),
                ResultsJson.ZEROSHOT_RETRIEVAL,
                metrics,
                "en");
    }
}
