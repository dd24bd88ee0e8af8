package dev.diptych.eval.run;

import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.file.WholeFile;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Table;
import dev.diptych.report.Words;
import dev.diptych.report.chart.Chart;
import dev.diptych.report.chart.LineChart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The page of several runs side by side. */
public final class Comparison {
    /** As many as charts have colours for. */
    public static final int MOST = LineChart.MOST;

    private static final String NONE = "–";

    private final List<RunHistory> runs;
    private final List<String> heads;

    private Comparison(List<RunHistory> runs) {
        this.runs = runs;
        this.heads = new ArrayList<>(List.of(""));
        runs.forEach(run -> heads.add(run.name()));
    }

    /**
     * Writes the page.
     *
     * @param runs from two to {@link #MOST}
     * @param imprint when and where it was made
     * @throws IllegalArgumentException if there are fewer or more
     */
    public static void write(List<RunHistory> runs, String imprint, Path file) throws IOException {
        if (runs.size() < 2 || runs.size() > MOST) {
            throw new IllegalArgumentException(
                    "comparison refused: " + Words.count(runs.size(), "run") + ", expected 2 to " + MOST);
        }
        WholeFile.write(file, new Comparison(runs).render(imprint).getBytes(StandardCharsets.UTF_8));
    }

    private String render(String imprint) {
        String names = String.join(", ", runs.stream().map(RunHistory::name).toList());
        RunCharts charts = new RunCharts(runs);
        Page page = Page.begin("Runs · Diptych report", "Runs side by side", names, imprint);
        page.section("Where they stand", "By the last line of each log.", this::standing);
        if (!charts.scores().isEmpty()) {
            page.section("Zero-shot retrieval", "", out -> Chart.draw(out, charts.scores()));
        }
        page.section("Training", "", out -> Chart.draw(out, charts.training()));
        page.section("The recipes", "Keys that are not the same in all of them.", this::recipes);
        return page.end();
    }

    private void standing(Markup out) {
        List<Table.Row> rows = new ArrayList<>();
        rows.add(row("step", step -> Words.count(step.step())));
        rows.add(row("epoch", step -> String.format(Locale.ROOT, "%.1f", step.epoch())));
        rows.add(row("time", step -> RunReport.duration(step.seconds())));
        rows.add(row("loss", step -> Words.figure(step.loss())));
        rows.add(row("pairs a second", step -> String.format(Locale.ROOT, "%,.0f", step.pairsPerSecond())));
        Set<String> scored = new LinkedHashSet<>();
        runs.forEach(run -> lastScores(run).keySet().forEach(scored::add));
        for (String name : scored) {
            rows.add(row(
                    name,
                    runs.stream()
                            .map(run -> lastScores(run).get(name))
                            .map(value -> value == null ? NONE : Words.figure(value))
                            .toList()));
        }
        new Table(heads, rows).draw(out);
    }

    private Table.Row row(String name, Function<StepLog, String> value) {
        return row(
                name,
                runs.stream()
                        .map(run -> run.steps().isEmpty() ? NONE : value.apply(RunReport.last(run)))
                        .toList());
    }

    private static Table.Row row(String name, List<String> values) {
        return new Table.Row(
                name,
                values.stream()
                        .map(value -> (Table.Cell) new Table.Value(value))
                        .toList());
    }

    private static Map<String, Double> lastScores(RunHistory run) {
        List<Scores> all = run.scores();
        return all.isEmpty() ? Map.of() : all.get(all.size() - 1).values();
    }

    private void recipes(Markup out) {
        List<Map<String, String>> all =
                runs.stream().map(run -> run.recipe().values()).toList();
        Set<String> keys = new LinkedHashSet<>();
        all.forEach(values -> keys.addAll(values.keySet()));
        List<Table.Row> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> values =
                    all.stream().map(each -> each.getOrDefault(key, NONE)).toList();
            if (new LinkedHashSet<>(values).size() > 1) {
                rows.add(row(key, values));
            }
        }
        if (rows.isEmpty()) {
            out.element("p", "They are the same.", "class", "note");
        } else {
            new Table(heads, rows).draw(out);
        }
    }
}
