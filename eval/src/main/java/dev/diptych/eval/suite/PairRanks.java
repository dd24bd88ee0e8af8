package dev.diptych.eval.suite;

import dev.diptych.eval.interval.Statistic;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The ranks of the right answers of a retrieval. */
public record PairRanks(Ranks ranks) implements Outcomes {
    @Override
    public int images() {
        return ranks.ofImages().length;
    }

    /** The recalls in both directions, under open_clip's names. */
    @Override
    public Map<String, Statistic> statistics() {
        Map<String, Statistic> statistics = RetrievalIntervals.statistics(ranks, List.of());
        statistics.keySet().removeIf(name -> !name.contains("R@"));
        return statistics;
    }

    @Override
    public boolean isOfSameItems(Outcomes other) {
        return other instanceof PairRanks pairs
                && images() == pairs.images()
                && Arrays.equals(
                        ranks.matches().imageOfText(), pairs.ranks.matches().imageOfText());
    }
}
