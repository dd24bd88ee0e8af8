package dev.diptych.eval.report;

import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.report.Facts;
import dev.diptych.report.chart.LineChart;
import java.util.List;

/**
 * All that a report shows.
 *
 * @param run the run's name
 * @param summary one sentence: which model, trained on what, evaluated on what
 * @param imprint when and where it was made: date, machine, version, data
 * @param scores on the held-out data
 * @param charts of the training, in the order they are drawn
 * @param imageCards held-out images with their nearest captions
 * @param captionCards held-out captions with their nearest images
 * @param best images found most clearly, with their nearest captions
 * @param worst images whose captions are furthest down, with their nearest captions
 * @param facts about the run, in order
 * @param recipe the resolved recipe, as it is in the run's folder
 * @param nextSteps what to do with the run
 */
public record ReportData(
        String run,
        String summary,
        String imprint,
        RetrievalMetrics scores,
        List<LineChart> charts,
        List<ImageCard> imageCards,
        List<CaptionCard> captionCards,
        List<ImageCard> best,
        List<ImageCard> worst,
        List<Facts.Fact> facts,
        String recipe,
        List<NextStep> nextSteps) {
    public ReportData {
        charts = List.copyOf(charts);
        imageCards = List.copyOf(imageCards);
        captionCards = List.copyOf(captionCards);
        best = List.copyOf(best);
        worst = List.copyOf(worst);
        facts = List.copyOf(facts);
        nextSteps = List.copyOf(nextSteps);
    }

    /**
     * A command that continues from here.
     *
     * @param purpose what it is for
     * @param command as it is typed
     */
    public record NextStep(String purpose, String command) {}
}
