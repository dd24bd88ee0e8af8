package dev.diptych.eval.score;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.score.KeepRule;
import dev.diptych.ingest.score.Leading;
import dev.diptych.ingest.score.RankSelection;
import dev.diptych.ingest.score.ScoreFiles;
import dev.diptych.ingest.score.ScoredSample;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the scores of some shards look like. Memory does not grow with their number.
 *
 * @param count of the samples with a score
 * @param mean of their scores
 * @param quantiles of them, by the nearest rank
 * @param bins a histogram
 * @param threshold around which pairs are shown
 * @param kept how many scores are at least that
 * @param best the pairs of the highest scores, best first
 * @param above those that the threshold just keeps, nearest first
 * @param below those that it just leaves out, nearest first
 * @param worst the pairs of the lowest scores, worst first
 */
public record ScoreSummary(
        long count,
        double mean,
        List<Quantile> quantiles,
        List<ScoreHistogram.Bin> bins,
        float threshold,
        long kept,
        List<Pair> best,
        List<Pair> above,
        List<Pair> below,
        List<Pair> worst) {
    private static final int SHOWN = 12;
    private static final List<Double> FRACTIONS = List.of(0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0);

    /** A sample and the shard that it is in. */
    public record Pair(Path shard, ScoredSample sample) {}

    /** The score that this share of all is at or below. */
    public record Quantile(double fraction, float score) {}

    /**
     * Reads the scores of shards.
     *
     * @param at what decides on the threshold
     * @throws IngestException if a score file is missing or damaged, or no sample has a score
     */
    public static ScoreSummary of(ScoreFiles files, KeepRule at) {
        RankSelection ranks = files.ranks();
        long count = ranks.count();
        if (count == 0) {
            throw new IngestException(
                    Reason.EMPTY,
                    files.keep().file(files.shards().get(0)).toString(),
                    "no score in " + files.shards().size() + " files, expected some");
        }
        long[] wanted = FRACTIONS.stream()
                .mapToLong(fraction -> Math.max(0, (long) Math.ceil(fraction * count) - 1))
                .toArray();
        float[] scores = ranks.at(wanted);
        List<Quantile> quantiles = IntStream.range(0, scores.length)
                .mapToObj(i -> new Quantile(FRACTIONS.get(i), scores[i]))
                .toList();
        float threshold = at.threshold(ranks);
        return new Counting(scores[0], scores[scores.length - 1], threshold).summary(files, quantiles);
    }

    /** The pass over the scores that fills the histogram and picks the pairs. */
    private static final class Counting {
        private static final Comparator<Pair> RISING =
                Comparator.comparingDouble(pair -> pair.sample().score());

        private final ScoreHistogram histogram;
        private final float threshold;
        private final Leading<Pair> best = new Leading<>(SHOWN, RISING.reversed());
        private final Leading<Pair> above = new Leading<>(SHOWN, RISING);
        private final Leading<Pair> below = new Leading<>(SHOWN, RISING.reversed());
        private final Leading<Pair> worst = new Leading<>(SHOWN, RISING);
        private double sum;
        private long count;
        private long kept;

        Counting(float least, float most, float threshold) {
            this.histogram = new ScoreHistogram(least, most);
            this.threshold = threshold;
        }

        ScoreSummary summary(ScoreFiles files, List<Quantile> quantiles) {
            files.scored((shard, sample) -> add(new Pair(shard, sample)));
            return new ScoreSummary(
                    count,
                    sum / count,
                    quantiles,
                    histogram.bins(),
                    threshold,
                    kept,
                    best.all(),
                    above.all(),
                    below.all(),
                    worst.all());
        }

        private void add(Pair pair) {
            float score = pair.sample().score();
            count++;
            sum += score;
            histogram.add(score);
            best.offer(pair);
            worst.offer(pair);
            if (score >= threshold) {
                kept++;
                above.offer(pair);
            } else {
                below.offer(pair);
            }
        }
    }
}
