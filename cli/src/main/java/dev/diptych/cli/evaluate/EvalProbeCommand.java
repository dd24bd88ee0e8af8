package dev.diptych.cli.evaluate;

import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.probe.ProbeOptions;
import dev.diptych.eval.probe.ProbeRun;
import dev.diptych.eval.probe.ProbeScores;
import dev.diptych.eval.probe.Probes;
import dev.diptych.eval.probe.SeedResult;
import dev.diptych.eval.probe.fit.Probe;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.LbfgsProbe;
import dev.diptych.eval.probe.page.ProbePage;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.nn.engine.Engine;
import dev.diptych.report.Facts;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych eval probe}: how well a linear classifier on a model's features tells classes of images. */
@Command(
        name = "probe",
        description = "Score a model by a linear probe: a softmax regression on its features of labelled images.",
        footer = {
            "",
            "The weight of the penalty is chosen on a part of the training images, which are then fitted to whole, as CLIP"
                    + " and CLIP_benchmark do it. Several seeds give a mean and a spread.",
            "",
            "Example:",
            "  diptych eval probe --model runs/first --data /usr/share/datasets/fashion-mnist --seeds 0,1,2"
        },
        customSynopsis = "diptych eval probe --model RUN --data DATA [OPTION]...",
        sortOptions = false)
public final class EvalProbeCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private ProbeSource source = new ProbeSource();

    @Option(
            names = "--fewshot-k",
            paramLabel = "K",
            description = "Fit to K images of each class, drawn by the seed (default: ${DEFAULT-VALUE}, all).")
    private int shots = ProbeOptions.ALL_SHOTS;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            description = "By which the shots and the images to choose --c by are drawn (default: 0).")
    private List<Long> seeds = List.of(0L);

    @Option(
            names = "--c",
            paramLabel = "C",
            description =
                    "The weight of the images beside the penalty, scikit-learn's C (default: chosen of 97 from 1e-6 to"
                            + " 1e6).")
    private @Nullable Double c;

    @Option(
            names = "--val-proportion",
            paramLabel = "SHARE",
            description = "The share of the images to fit to that --c is chosen by (default: ${DEFAULT-VALUE}).")
    private double valProportion = ProbeOptions.VAL_PROPORTION;

    @Option(
            names = "--probe",
            paramLabel = "NAME",
            description = "What fits: lbfgs, or dl4j (a network of Deeplearning4j, slower; default: ${DEFAULT-VALUE}).")
    private String probe = LbfgsProbe.NAME;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Also write the scores as CLIP_benchmark's JSON, and beside it a page with them and with what is"
                            + " confused: results.html beside results.json.")
    private @Nullable Path output;

    public EvalProbeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Probe found = Probes.named(probe);
        if (shots == 0) {
            throw new UsageException("--fewshot-k: 0, expected at least 1, or " + ProbeOptions.ALL_SHOTS + " for all");
        }
        ProbeOptions settings = new ProbeOptions(
                c == null ? OptionalDouble.empty() : OptionalDouble.of(c),
                shots == ProbeOptions.ALL_SHOTS ? 0 : shots,
                seeds,
                valProportion,
                options.threads(session));
        try (Engine engine = options.engine(session)) {
            ProbeSource.Features features = source.read(options, engine, session);
            session.note("fitting to " + Counted.of(features.train().count(), "image") + " of "
                    + features.names().size() + " classes by "
                    + Counted.of(features.train().dimensions(), "number") + " each ...");
            ProbeScores scores =
                    new ProbeRun(found, engine, settings).run(features.train(), features.test(), this::tell);
            Map<String, Interval> intervals = scores.intervals(Bootstrap.DEFAULT);
            print(scores, intervals);
            if (output != null) {
                write(scores, intervals, features, output);
            }
        }
        return ExitCode.DONE;
    }

    private void tell(SeedResult result) {
        session.note(String.format(
                Locale.ROOT,
                "seed %d: acc1 %.4f; c %.4g%s; %s, objective %.8g after %s%s, %.2f s",
                result.seed(),
                result.acc1(),
                result.c(),
                Double.isNaN(result.validation())
                        ? ""
                        : String.format(Locale.ROOT, " (%.4f right in validation)", result.validation()),
                Counted.of(result.images(), "image"),
                result.fit().objective(),
                Counted.of(result.fit().iterations(), "iteration"),
                result.fit().converged() ? "" : " without an end",
                result.seconds()));
    }

    private void print(ProbeScores scores, Map<String, Interval> intervals) {
        Map<String, Double> deviations = scores.deviations();
        scores.means().forEach((name, mean) -> {
            Interval interval = Objects.requireNonNull(intervals.get(name));
            ScoreLines.print(name, mean, interval, scores.chance().getOrDefault(name, 0.0), session.out());
            Double deviation = deviations.get(name);
            if (deviation != null) {
                session.out().printf(Locale.ROOT, "%-27s %7.4f%n", name + "_sd", deviation);
            }
        });
    }

    private void write(ProbeScores scores, Map<String, Interval> intervals, ProbeSource.Features features, Path file)
            throws IOException {
        String model = options.isModelGiven() ? options.name() : source.data();
        new ResultsJson(
                        source.dataset(),
                        model,
                        options.isModelGiven() ? options.model().toString() : source.data(),
                        ResultsJson.LINEAR_PROBE,
                        metrics(scores, shots, source.isNormalized()),
                        "en",
                        intervals)
                .write(file);
        Path page = EvalRetrievalCommand.page(file);
        ProbePage.write(
                scores,
                intervals,
                features.names().names(),
                model,
                source.dataset(),
                Imprint.of(source.data()),
                facts(features.train(), features.test(), source.isNormalized(), probe),
                page);
        session.note("written: " + file + ", " + page);
    }

    /** What is written of a probe beside its intervals. */
    public static Map<String, Double> metrics(ProbeScores scores, int shots, boolean normalized) {
        Map<String, Double> metrics = new LinkedHashMap<>(scores.means());
        scores.deviations().forEach((name, deviation) -> metrics.put(name + "_sd", deviation));
        metrics.put("seeds", (double) scores.seeds().size());
        metrics.put("fewshot_k", (double) shots);
        metrics.put("normalized", normalized ? 1.0 : 0);
        return metrics;
    }

    /** What a probe's page says of it. */
    public static List<Facts.Fact> facts(ProbeData train, ProbeData test, boolean normalized, String probe) {
        return List.of(
                new Facts.Fact("Images fitted to", Words.count(train.count())),
                new Facts.Fact("Images scored", Words.count(test.count())),
                new Facts.Fact("Classes", Words.count(train.classes())),
                new Facts.Fact("Dimensions", Words.count(train.dimensions())),
                new Facts.Fact("Unit length", normalized ? "yes" : "no"),
                new Facts.Fact("Fitted by", probe));
    }
}
