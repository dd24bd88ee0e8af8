package dev.diptych.ingest.score;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.util.Comparator;
import java.util.List;

/**
 * What a rule makes of the scores of some shards.
 *
 * @param rule which scores are kept
 * @param threshold the least score that is
 * @param count of all scores
 * @param kept how many of them are at least the threshold
 * @param ties how many are equal to it
 * @param above the pairs that are just kept, nearest to the threshold first
 * @param below those that are just left out, likewise
 */
public record ScoreCut(
        KeepRule rule,
        float threshold,
        long count,
        long kept,
        long ties,
        List<ScoredPair> above,
        List<ScoredPair> below) {
    private static final int SHOWN = 12;

    public ScoreCut {
        above = List.copyOf(above);
        below = List.copyOf(below);
    }

    /**
     * Reads all scores.
     *
     * @throws IngestException if a score file is missing or damaged, or no sample has a score
     */
    public static ScoreCut of(ScoreFiles files, RankSelection ranks) {
        if (ranks.count() == 0) {
            throw new IngestException(
                    Reason.EMPTY,
                    files.keep().file(files.shards().get(0)).toString(),
                    "no score in the files of " + files.shards().size() + " shards, expected some");
        }
        float threshold = files.keep().rule().threshold(ranks);
        Leading<ScoredPair> above = new Leading<>(SHOWN, Comparator.comparingDouble(ScoredPair::score));
        Leading<ScoredPair> below = new Leading<>(
                SHOWN, Comparator.comparingDouble(ScoredPair::score).reversed());
        long[] counts = new long[2]; // kept, ties
        files.scored(pair -> {
            if (pair.score() >= threshold) {
                counts[0]++;
                counts[1] += pair.score() == threshold ? 1 : 0;
                above.offer(pair);
            } else {
                below.offer(pair);
            }
        });
        return new ScoreCut(
                files.keep().rule(), threshold, ranks.count(), counts[0], counts[1], above.all(), below.all());
    }

    /** Says in a line what is kept. */
    @Override
    public String toString() {
        String equal = ties > 1 ? ", " + ties + " of them equal to it" : "";
        return rule + ": threshold " + threshold + ", " + kept + " of " + count + " scores are at least that" + equal;
    }
}
