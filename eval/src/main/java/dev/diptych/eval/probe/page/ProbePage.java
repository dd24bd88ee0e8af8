package dev.diptych.eval.probe.page;

import dev.diptych.eval.classify.page.ClassTables;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.probe.ProbeScores;
import dev.diptych.eval.probe.SeedResult;
import dev.diptych.file.WholeFile;
import dev.diptych.report.Facts;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Table;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of one linear probe: scores beside chance, each seed, each class, what is confused. */
public final class ProbePage {
    private ProbePage() {}

    /**
     * Writes the page.
     *
     * @param intervals of the scores, by their names
     * @param names of the classes
     * @param model its name
     * @param dataset what it was scored on
     * @param imprint when and where the page was made
     * @param facts about the probe
     * @throws IOException if the file cannot be written
     */
    public static void write(
            ProbeScores scores,
            Map<String, Interval> intervals,
            List<String> names,
            String model,
            String dataset,
            String imprint,
            List<Facts.Fact> facts,
            Path file)
            throws IOException {
        SeedResult first = scores.seeds().get(0);
        Page page = Page.begin(model + " · Diptych report", model, "Scored on " + dataset + ".", imprint);
        page.section(
                "Linear probe",
                "A softmax regression on the model's features, which stay as they are. The interval holds 95 % of the"
                        + " scores of sets of images that are drawn from these with replacement.",
                out -> {
                    ClassTables.scores(out, scores.means(), intervals, scores.chance());
                    seeds(out, scores);
                });
        ClassTables tables = new ClassTables(first.predictions(), names);
        tables.classes(page);
        tables.confusion(page);
        page.section("The evaluation", "", out -> new Facts(facts).draw(out));
        WholeFile.write(file, page.end().getBytes(StandardCharsets.UTF_8));
    }

    private static void seeds(Markup page, ProbeScores scores) {
        List<Table.Row> rows = scores.seeds().stream().map(ProbePage::row).toList();
        page.element("h3", "Seeds");
        new Table(List.of("seed", "images", "c", "right in validation", "right in test", "iterations"), rows)
                .draw(page);
        scores.deviations()
                .forEach((name, deviation) -> page.element(
                        "p",
                        String.format(
                                Locale.ROOT,
                                "%s: a standard deviation of %.2f %% over the seeds.",
                                name.replace('_', ' '),
                                100 * deviation)));
        if (scores.seeds().size() > 1) {
            page.element("p", "Classes and confusions below are those of the first seed.");
        }
    }

    private static Table.Row row(SeedResult seed) {
        return Table.Row.of(
                Long.toString(seed.seed()),
                new Table.Value(Words.count(seed.images())),
                new Table.Value(String.format(Locale.ROOT, "%.3g", seed.c())),
                new Table.Value(Double.isNaN(seed.validation()) ? "–" : Words.percent(seed.validation())),
                new Table.Value(Words.percent(seed.acc1())),
                new Table.Value(Words.count(seed.fit().iterations())));
    }
}
