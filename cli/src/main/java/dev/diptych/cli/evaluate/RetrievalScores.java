package dev.diptych.cli.evaluate;

import dev.diptych.cli.model.ModelOptions;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scores of one command, printed as they come and kept by name for its file of results. */
public final class RetrievalScores {
    private final List<Integer> depths;
    private final PrintWriter out;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, Interval> intervals = new LinkedHashMap<>();

    /** @param depths each k of CLIP_benchmark's recalls */
    public RetrievalScores(List<Integer> depths, PrintWriter out) {
        this.depths = depths;
        this.out = out;
    }

    /** Prints scores, and keeps them under a prefix. */
    public void add(String prefix, Ranks ranks) {
        RetrievalMetrics scores = ranks.metrics();
        Map<String, Interval> ends = RetrievalIntervals.of(ranks, depths, Bootstrap.DEFAULT);
        ScoreLines.print(scores, ends, out);
        scores.byName().forEach((name, value) -> metrics.put(prefix + name, value));
        ranks.recalls(depths).forEach((name, value) -> metrics.put(prefix + name, value));
        ends.forEach((name, interval) -> intervals.put(prefix + name, interval));
    }

    /** The intervals by name. */
    public Map<String, Interval> intervals() {
        return intervals;
    }

    /** As CLIP_benchmark files them. */
    public ResultsJson results(String dataset, Path model) {
        return new ResultsJson(
                dataset,
                ModelOptions.name(model),
                model.toString(),
                ResultsJson.ZEROSHOT_RETRIEVAL,
                metrics,
                "en",
                intervals);
    }
}
