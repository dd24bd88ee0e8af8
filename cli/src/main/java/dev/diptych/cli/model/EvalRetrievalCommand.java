package dev.diptych.cli.model;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.data.PairSet;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.nn.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
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
            "Each image searches all captions, and each caption all images; an image's captions count as one text.",
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
            description = "A folder of shards, a .tar, or a list such as '{00000..00003}.tar'.")
    private String data = "";

    @Option(names = "--output", paramLabel = "FILE", description = "Also write the scores as CLIP_benchmark's JSON.")
    private @Nullable Path output;

    public EvalRetrievalCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Checkpoint checkpoint = options.checkpoint(session);
        session.note("reading " + data + " ...");
        PairSet pairs = PairSet.read(data);
        PairNotes.print(session, pairs);
        session.note("embedding " + Counted.of(pairs.pairs().size(), "pair")
                + (pairs.skipped().isEmpty()
                        ? ""
                        : ", " + Counted.of(pairs.skipped().size(), "sample") + " left out") + " ...");
        try (Engine engine = options.engine(session)) {
            Embedder embedder = options.embedder(checkpoint, engine);
            RetrievalMetrics metrics =
                    RetrievalEvaluation.run(pairs, embedder).ranks().metrics();
            CutLine.of(embedder).ifPresent(session::note);
            ScoreLines.print(metrics, session.out());
            if (output != null) {
                results(metrics, data, options.model()).write(output);
            }
        }
        return ExitCode.DONE;
    }

    /** Returns the scores as CLIP_benchmark files them. */
    public static ResultsJson results(RetrievalMetrics metrics, String dataset, Path model) {
        Path name = model.toAbsolutePath().normalize().getFileName();
        return new ResultsJson(
                dataset,
                name == null ? model.toString() : name.toString(),
                model.toString(),
                ResultsJson.ZEROSHOT_RETRIEVAL,
                metrics.byName(),
                "en");
    }
}
