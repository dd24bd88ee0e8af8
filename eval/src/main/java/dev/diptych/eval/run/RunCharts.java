package dev.diptych.eval.run;

import dev.diptych.contrastive.figures.StepFigures;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.report.chart.LineChart;
import dev.diptych.report.chart.Series;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The charts of one run, or of several with a line for each. */
final class RunCharts {
    private static final double PERCENT = 100;

    private static final List<String> ACCURACIES = List.of(StepFigures.IMAGE_TO_TEXT, StepFigures.TEXT_TO_IMAGE);
    private static final List<String> DIRECTIONS = List.of("image_to_text", "text_to_image");
    private static final List<String> RECALLS = List.of("_R@1", "_R@5", "_R@10");

    private static final String CLASSIFIED = "zeroshot_";

    private final List<RunHistory> runs;

    RunCharts(List<RunHistory> runs) {
        this.runs = List.copyOf(runs);
    }

    /** Of the logged steps. */
    List<LineChart> training() {
        LineChart norm = chart("Gradient norm", true, StepLog::gradientNorm);
        boolean logarithmic =
                norm.series().stream().flatMap(each -> each.points().stream()).allMatch(point -> point.y() > 0);
        List<LineChart> charts = new ArrayList<>();
        charts.add(new LineChart(
                "Loss", "step", false, chart("Loss", true, StepLog::loss).series(), chance()));
        charts.add(chart("Learning rate", false, StepLog::lr));
        charts.add(new LineChart(norm.title(), norm.xName(), logarithmic, norm.series(), List.of()));
        charts.add(chart("Logit scale", false, StepLog::logitScale));
        charts.add(chart("Pairs a second", true, StepLog::pairsPerSecond));
        LineChart use = chart("MFU, %", true, step -> PERCENT * step.mfu());
        LineChart waiting = chart("Waiting for data, %", true, step -> PERCENT * step.dataWait());
        if (runs.size() > 1) {
            charts.add(use);
            charts.add(waiting);
        } else {
            List<Series> both = new ArrayList<>(use.series());
            both.addAll(waiting.series());
            charts.add(new LineChart("Use of the machine", "step", false, both, List.of()));
        }
        charts.addAll(figures());
        return charts;
    }

    /** Of what some lines of a log have beside what each has; of several runs no norms, which would be a chart for each group. */
    private List<LineChart> figures() {
        List<LineChart> charts = new ArrayList<>();
        List<Series> both = new ArrayList<>();
        for (String accuracy : ACCURACIES) {
            String title = accuracy.replace('_', ' ').replace(" accuracy", " within the batch, %");
            List<Series> each = new ArrayList<>();
            runs.forEach(run -> addFigure(each, runs.size() == 1 ? title : run.name(), true, run, accuracy, PERCENT));
            if (runs.size() > 1) {
                addChart(charts, title, each);
            }
            both.addAll(each);
        }
        if (runs.size() == 1) {
            addChart(charts, "Accuracy within the batch", both);
            addChart(charts, "Gradient norms", norms(StepFigures.GRADIENT_NORM));
            addChart(charts, "Weight norms", norms(StepFigures.WEIGHT_NORM));
        }
        return charts;
    }

    /** Those of the towers' groups, as many as a chart has colours for. */
    private List<Series> norms(String prefix) {
        List<Series> norms = new ArrayList<>();
        runs.get(0).steps().stream()
                .flatMap(step -> step.figures().keySet().stream())
                .filter(name -> name.startsWith(prefix))
                .distinct()
                .limit(LineChart.MOST)
                .forEach(name -> addFigure(
                        norms, name.substring(prefix.length()).replace('_', ' '), false, runs.get(0), name, 1));
        return norms;
    }

    private static void addFigure(
            List<Series> all, String title, boolean smoothed, RunHistory run, String name, double unit) {
        Map<Long, Double> values = new TreeMap<>();
        run.steps().stream()
                .filter(step -> step.figures().containsKey(name))
                .forEach(step -> values.put(step.step(), unit * step.figures().get(name)));
        if (!values.isEmpty()) {
            all.add(new Series(title, smoothed, points(values)));
        }
    }

    /** Of the scores; none where no model was scored. */
    List<LineChart> scores() {
        List<LineChart> charts = new ArrayList<>();
        for (String direction : DIRECTIONS) {
            String title = direction.replace('_', ' ') + ", R@";
            if (runs.size() == 1) {
                List<Series> recalls = new ArrayList<>();
                for (String recall : RECALLS) {
                    addScore(recalls, recall.substring(1) + ", %", runs.get(0), direction + recall);
                }
                addChart(charts, title + "K", recalls);
            } else {
                for (String recall : RECALLS) {
                    List<Series> each = new ArrayList<>();
                    runs.forEach(run -> addScore(each, run.name(), run, direction + recall));
                    addChart(charts, title + recall.substring(3) + ", %", each);
                }
            }
        }
        if (runs.size() == 1) {
            List<Series> scores = new ArrayList<>();
            for (String name : ClassificationConfig.SCORES) {
                String title = name.substring(CLASSIFIED.length()).replace('_', ' ') + ", %";
                addScore(scores, title, runs.get(0), name);
            }
            addChart(charts, "classification", scores);
        } else {
            for (String name : ClassificationConfig.SCORES) {
                List<Series> each = new ArrayList<>();
                runs.forEach(run -> addScore(each, run.name(), run, name));
                addChart(charts, name.replace('_', ' ') + ", %", each);
            }
        }
        return charts;
    }

    private static void addChart(List<LineChart> charts, String title, List<Series> series) {
        if (!series.isEmpty()) {
            charts.add(new LineChart(title, "step", false, series, List.of()));
        }
    }

    private static void addScore(List<Series> all, String name, RunHistory run, String score) {
        Map<Long, Double> values = new TreeMap<>();
        run.scores().stream()
                .filter(scores -> scores.values().containsKey(score))
                .forEach(scores ->
                        values.put(scores.step(), PERCENT * scores.values().get(score)));
        if (!values.isEmpty()) {
            all.add(new Series(name, false, points(values)));
        }
    }

    private LineChart chart(String title, boolean smoothed, ToDoubleFunction<StepLog> value) {
        List<Series> series = runs.stream()
                .map(run -> {
                    Map<Long, Double> values = new TreeMap<>(); // a step that was taken again counts as it was last
                    run.steps().forEach(step -> values.put(step.step(), value.applyAsDouble(step)));
                    values.values().removeIf(each -> !Double.isFinite(each));
                    return new Series(runs.size() == 1 ? title : run.name(), smoothed, points(values));
                })
                .toList();
        return new LineChart(title, "step", false, series, List.of());
    }

    private static List<Series.Point> points(Map<Long, Double> values) {
        return values.entrySet().stream()
                .map(each -> new Series.Point(each.getKey(), each.getValue()))
                .toList();
    }

    /** The losses of guessing, one where they are the same. */
    private List<LineChart.Level> chance() {
        Set<Double> values = new LinkedHashSet<>();
        runs.forEach(run -> run.recipe().recipe().chanceLoss().ifPresent(values::add));
        return values.stream()
                .map(value -> new LineChart.Level("chance", value))
                .toList();
    }
}
