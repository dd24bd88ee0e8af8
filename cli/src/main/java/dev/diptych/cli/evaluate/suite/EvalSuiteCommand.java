package dev.diptych.cli.evaluate.suite;

import dev.diptych.cli.evaluate.suite.SuiteModels.Named;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Failure;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.suite.BenchmarkCsv;
import dev.diptych.eval.suite.ResultFolder;
import dev.diptych.eval.suite.SetResults;
import dev.diptych.eval.suite.Suite;
import dev.diptych.eval.suite.SuiteResult;
import dev.diptych.eval.suite.SuiteSet;
import dev.diptych.eval.suite.page.SuitePage;
import dev.diptych.nn.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych eval suite}: several models on several sets, and which difference between them is real. */
@Command(
        name = "suite",
        description = "Score models on several sets, and compare them.",
        footer = {
            "",
            "The file names the sets, as docs/evaluation.md shows. What an earlier run scored into the same folder is not"
                    + " scored again, unless the model, the set's description or the number format is another. A set"
                    + " that cannot be scored is told and passed over; the command then ends with 1. Of a run that keeps"
                    + " an average of its weights the average is a model of its own: RUN/checkpoint/ema.safetensors.",
            "",
            "Example:",
            "  diptych eval suite --config configs/suites/quickstart.yaml --model runs/quickstart --output scores"
        },
        customSynopsis = "diptych eval suite --config FILE --model RUN [--model RUN]... --output DIR [OPTION]...",
        sortOptions = false)
public final class EvalSuiteCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The sets, in YAML.")
    private Path config = Path.of("");

    @Mixin
    private SuiteModels options = new SuiteModels();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Takes benchmark.csv and report.html, and of each model and set MODEL/SET/ with results.json,"
                    + " results.html and what came of each item, outcomes.json.")
    private Path output = Path.of("");

    @Option(names = "--overwrite", description = "Score again what was scored before, as where the data has changed.")
    private boolean overwrite;

    private final Set<String> failures = new LinkedHashSet<>();

    public EvalSuiteCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Suite suite = Suite.read(config);
        List<Named> models = options.open(session);
        List<List<Optional<SuiteResult>>> byModel = new ArrayList<>();
        for (Named model : models) {
            byModel.add(score(model, suite));
        }
        List<SetResults> sets = new ArrayList<>();
        List<Path> results = new ArrayList<>();
        for (int set = 0; set < suite.sets().size(); set++) {
            int number = set;
            String name = suite.sets().get(set).name();
            sets.add(SetResults.compare(
                    name, byModel.stream().map(each -> each.get(number)).toList()));
            for (int model = 0; model < models.size(); model++) {
                if (byModel.get(model).get(set).isPresent()) {
                    results.add(new ResultFolder(output, models.get(model).name(), name).results());
                }
            }
        }
        if (!results.isEmpty()) {
            write(models.stream().map(Named::name).toList(), sets, results);
        }
        return failures.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private List<Optional<SuiteResult>> score(Named model, Suite suite) throws IOException, InterruptedException {
        List<Optional<SuiteResult>> results = new ArrayList<>();
        try (Engine engine = options.engine(session)) {
            Embedder embedder = options.embedder(model, engine);
            Map<String, String> madeOf = new LinkedHashMap<>();
            madeOf.put("model", embedder.fingerprint());
            madeOf.put("precision", options.precision());
            SetScoring scoring = new SetScoring(session, model, embedder, engine, options.threads(session));
            for (SuiteSet set : suite.sets()) {
                madeOf.put("set", set.toString());
                results.add(score(scoring, set, madeOf, new ResultFolder(output, model.name(), set.name())));
            }
        }
        return results;
    }

    private Optional<SuiteResult> score(
            SetScoring scoring, SuiteSet set, Map<String, String> madeOf, ResultFolder folder)
            throws InterruptedException {
        try {
            Optional<SuiteResult> done = overwrite ? Optional.empty() : folder.read(madeOf);
            if (done.isPresent()) {
                session.note(folder.model() + " on " + set.name() + ": scored before");
                return done;
            }
            return Optional.of(scoring.run(set, madeOf, folder));
        } catch (IOException | RuntimeException e) {
            if (session.stacktrace()) {
                e.printStackTrace(session.err());
            }
            for (String line : Failure.of(e).lines()) {
                String said = set.name() + ": " + line;
                if (failures.add(said)) {
                    session.err().println(said);
                }
            }
            return Optional.empty();
        }
    }

    private void write(List<String> models, List<SetResults> sets, List<Path> results) throws IOException {
        new SuiteLines(models, sets, session.out()).print();
        Path csv = output.resolve("benchmark.csv");
        Path page = output.resolve("report.html");
        BenchmarkCsv.write(results, csv);
        String name = String.valueOf(config.getFileName()).replaceFirst("(?<=.)\\.ya?ml$", "");
        SuitePage.write(output, name, models, sets, Imprint.of(Counted.of(results.size(), "result")), page);
        session.note("written: " + csv + ", " + page);
    }
}
