package dev.diptych.eval.score;

import dev.diptych.ingest.score.Leading;
import dev.diptych.ingest.score.RankSelection;
import dev.diptych.ingest.score.ScoreCut;
import dev.diptych.ingest.score.ScoreFiles;
import dev.diptych.ingest.score.ScoredPair;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the scores of some shards look like. Memory does not grow with their number.
 *
 * @param mean of the scores
 * @param quantiles of them, by the nearest rank
 * @param bins a histogram
 * @param cut the threshold around which pairs are shown
 * @param best the pairs of the highest scores, best first
 * @param worst the pairs of the lowest scores, worst first
 */
public record ScoreSummary(
        double mean,
        List<Quantile> quantiles,
        List<ScoreHistogram.Bin> bins,
        ScoreCut cut,
        List<ScoredPair> best,
        List<ScoredPair> worst) {
    private static final int SHOWN = 12;
    private static final List<Double> FRACTIONS = List.of(0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0);

    public ScoreSummary {
        quantiles = List.copyOf(quantiles);
        bins = List.copyOf(bins);
        best = List.copyOf(best);
        worst = List.copyOf(worst);
    }

    /** The score that this share of all is at or below. */
    public record Quantile(double fraction, float score) {}

    /**
     * Reads the scores of shards.
     *
     * @throws dev.diptych.ingest.IngestException if a score file is missing or damaged, or no sample has a score
     */
    public static ScoreSummary of(ScoreFiles files) {
        RankSelection ranks = files.ranks();
        ScoreCut cut = ScoreCut.of(files, ranks);
        float[] scores = ranks.at(FRACTIONS.stream()
                .mapToLong(fraction -> Math.max(0, (long) Math.ceil(fraction * cut.count()) - 1))
                .toArray());
        ScoreHistogram histogram = new ScoreHistogram(scores[0], scores[scores.length - 1]);
        Comparator<ScoredPair> rising = Comparator.comparingDouble(ScoredPair::score);
        Leading<ScoredPair> best = new Leading<>(SHOWN, rising.reversed());
        Leading<ScoredPair> worst = new Leading<>(SHOWN, rising);
        double[] sum = new double[1];
        files.scored(pair -> {
            sum[0] += pair.score();
            histogram.add(pair.score());
            best.offer(pair);
            worst.offer(pair);
        });
        List<Quantile> quantiles = IntStream.range(0, scores.length)
                .mapToObj(i -> new Quantile(FRACTIONS.get(i), scores[i]))
                .toList();
        return new ScoreSummary(sum[0] / cut.count(), quantiles, histogram.bins(), cut, best.all(), worst.all());
    }
}
