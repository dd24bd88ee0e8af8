package dev.diptych.cli.adapt;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diptych weights interpolate}: a model between one and what fine-tuning made of it. */
@Command(
        name = "interpolate",
        description = "Write a model between a zero-shot one and the one that was fine-tuned from it (WiSE-FT).",
        footer = {
            "",
            "Every weight is (1 - ALPHA) times the zero-shot model's and ALPHA times the fine-tuned one's. The result is a"
                    + " folder of open_clip in float32.",
            "",
            "Example:",
            "  diptych weights interpolate --zero-shot base --fine-tuned runs/tuned --alpha 0.5 --output between"
        },
        customSynopsis =
                "diptych weights interpolate --zero-shot MODEL --fine-tuned MODEL --output DIR [--alpha ALPHA]",
        sortOptions = false)
public final class WeightsInterpolateCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--zero-shot",
            paramLabel = "MODEL",
            required = true,
            description =
                    "The model that training started from: a run's folder, a model's, or a file of weights in one.")
    private Path zeroShot = Path.of("");

    @Option(
            names = "--fine-tuned",
            paramLabel = "MODEL",
            required = true,
            description = "The model that training made of it.")
    private Path fineTuned = Path.of("");

    @Option(
            names = "--alpha",
            paramLabel = "ALPHA",
            description = "How much of the fine-tuned model, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double alpha = 0.5;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write, a new one.")
    private Path output = Path.of("");

    public WeightsInterpolateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new UsageException("--alpha: " + alpha + ", expected 0 to 1");
        }
        Averaging.write(
                session,
                List.of(zeroShot, fineTuned),
                List.of(1 - alpha, alpha),
                output,
                alpha + " of " + fineTuned + ", the rest of " + zeroShot);
        return ExitCode.DONE;
    }
}
