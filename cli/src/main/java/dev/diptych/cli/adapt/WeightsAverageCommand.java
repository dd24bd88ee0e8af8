package dev.diptych.cli.adapt;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych weights average}: a model of the mean of several models' weights. */
@Command(
        name = "average",
        description = "Write a model whose weights are the mean of several models'.",
        footer = {
            "",
            "The models have to be of one kind, with the same preprocessing and tokenizer: runs that started from the same"
                    + " weights, or checkpoints of one run. The result is a folder of open_clip in float32.",
            "",
            "Example:",
            "  diptych weights average runs/first runs/second runs/third --output soup"
        },
        customSynopsis = "diptych weights average MODEL MODEL... --output DIR [--weight W]...",
        sortOptions = false)
public final class WeightsAverageCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "MODEL",
            arity = "2..*",
            description = "A run's folder, a model's folder, or a file of weights in one.")
    private List<Path> models = List.of();

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write, a new one.")
    private Path output = Path.of("");

    @Option(
            names = "--weight",
            paramLabel = "W",
            description = "How much of each model, in their order; together 1 (default: all alike).")
    private List<Double> weights = List.of();

    public WeightsAverageCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (!weights.isEmpty() && weights.size() != models.size()) {
            throw new UsageException("--weight: " + Counted.of(weights.size(), "weight") + " of "
                    + Counted.of(models.size(), "model") + ", expected one for each");
        }
        List<Double> shares = weights.isEmpty() ? Collections.nCopies(models.size(), 1.0 / models.size()) : weights;
        Averaging.write(session, models, shares, output, "average of " + Counted.of(models.size(), "model"));
        return ExitCode.DONE;
    }
}
