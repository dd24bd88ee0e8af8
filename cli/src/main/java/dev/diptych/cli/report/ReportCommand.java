package dev.diptych.cli.report;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.eval.run.Comparison;
import dev.diptych.eval.run.RunHistory;
import dev.diptych.eval.run.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych report}: the page of a run, or of several side by side. */
@Command(
        name = "report",
        description = "Make the page of a run anew, or one of several runs side by side.",
        footer = {
            "",
            "A training writes its page, report.html in the run's folder, as it goes. This makes the same page of what the"
                    + " run's log and scores say; of several runs, one with a line for each in every chart, and a table of"
                    + " what their recipes have not in common.",
            "",
            "Examples:",
            "  diptych report runs/first",
            "  diptych report runs/first runs/second --output compare.html"
        },
        customSynopsis = "diptych report RUN... [OPTION]...",
        sortOptions = false)
public final class ReportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "The folder of a run.")
    private List<Path> runs = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The page (default: report.html in the run's folder; of several runs it must be given).")
    private @Nullable Path output;

    public ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (runs.size() > Comparison.MOST) {
            throw new UsageException(
                    "diptych report: " + runs.size() + " runs, expected at most " + Comparison.MOST + " on a page");
        }
        if (runs.size() > 1 && output == null) {
            throw new UsageException("diptych report: no --output, expected a file for the page of several runs");
        }
        Path models = session.surroundings().bundled("configs/models");
        List<RunHistory> histories = new ArrayList<>();
        for (Path run : runs) {
            histories.add(RunHistory.read(run, models));
        }
        Path file = output == null ? runs.get(0).resolve(RunReport.FILE) : output;
        if (histories.size() == 1) {
            RunHistory run = histories.get(0);
            RunReport.write(run, "", Imprint.of(run.recipe().recipe().data().train()), List.of(), file);
        } else {
            Comparison.write(histories, Imprint.of(runs.size() + " runs"), file);
        }
        session.out().println("written: " + file);
        return ExitCode.DONE;
    }
}
