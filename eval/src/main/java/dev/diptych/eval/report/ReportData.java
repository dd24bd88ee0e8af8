package dev.diptych.eval.report;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.report.Facts;
import dev.diptych.report.Tile;
import dev.diptych.report.chart.LineChart;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a report shows; a part without contents is left out.
 *
 * @param run the run's name
 * @param summary one sentence: which model, trained on what, evaluated on what; or how far it is
 * @param imprint when and where it was made: date, machine, version, data
 * @param refresh whether a browser loads the page anew every now and then, as the run goes on
 * @param scores on the held-out data
 * @param intervals 95 % intervals of the scores, by their names; empty where there are none
 * @param scoreCharts of the scores over the training
 * @param cards what the model finds
 * @param training how the run stands
 * @param facts about the run, in order
 * @param recipe the resolved recipe, as it is in the run's folder
 * @param nextSteps what to do with the run
 */
public record ReportData(
        String run,
        String summary,
        String imprint,
        boolean refresh,
        Optional<RetrievalMetrics> scores,
        Map<String, Interval> intervals,
        List<LineChart> scoreCharts,
        RetrievalCards cards,
        Training training,
        List<Facts.Fact> facts,
        String recipe,
        List<NextStep> nextSteps) {
    public ReportData {
        intervals = Map.copyOf(intervals);
        scoreCharts = List.copyOf(scoreCharts);
        facts = List.copyOf(facts);
        nextSteps = List.copyOf(nextSteps);
    }

    /**
     * How a training stands.
     *
     * @param tiles its headline figures
     * @param charts in the order they are drawn
     * @param events what was out of the ordinary, the latest last
     */
    public record Training(List<Tile> tiles, List<LineChart> charts, List<String> events) {
        public static final Training NONE = new Training(List.of(), List.of(), List.of());

        public Training {
            tiles = List.copyOf(tiles);
            charts = List.copyOf(charts);
            events = List.copyOf(events);
        }
    }

    /**
     * A command that continues from here.
     *
     * @param purpose what it is for
     * @param command as it is typed
     */
    public record NextStep(String purpose, String command) {}
}
