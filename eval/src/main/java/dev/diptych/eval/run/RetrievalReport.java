package dev.diptych.eval.run;

import dev.diptych.eval.report.HtmlReport;
import dev.diptych.eval.report.ReportData;
import dev.diptych.eval.report.RetrievalSample;
import dev.diptych.report.Facts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The page of one evaluation. */
public final class RetrievalReport {
    private RetrievalReport() {}

    /**
     * Writes the page.
     *
     * @param model where it lies
     * @param imprint when and where it was made
     * @param facts about the evaluation
     */
    public static void write(RetrievalSample sample, Path model, String imprint, List<Facts.Fact> facts, Path file)
            throws IOException {
        HtmlReport.write(
                new ReportData(
                        RunHistory.name(model),
                        "Scored on " + sample.data() + ".",
                        imprint,
                        false,
                        Optional.of(sample.scores()),
                        sample.intervals(),
                        List.of(),
                        sample.cards(),
                        ReportData.Training.NONE,
                        facts,
                        "",
                        List.of()),
                file);
    }
}
