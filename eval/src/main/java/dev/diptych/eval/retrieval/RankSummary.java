package dev.diptych.eval.retrieval;

import java.util.Arrays;

/**
 * How well one kind of item finds the other: statistics of the ranks, from 1, of the best match of each query.
 *
 * @param recallAt1 the fraction of queries, 0 to 1, whose best match is ranked first
 * @param recallAt5 the same among the first 5
 * @param recallAt10 the same among the first 10
 * @param meanRank the mean rank
 * @param medianRank the median rank, rounded down to a whole rank as in open_clip
 */
public record RankSummary(double recallAt1, double recallAt5, double recallAt10, double meanRank, double medianRank) {
    public RankSummary {
        boolean recalls = 0 <= recallAt1 && recallAt1 <= recallAt5 && recallAt5 <= recallAt10 && recallAt10 <= 1;
        if (!recalls || !(meanRank >= 1) || !(medianRank >= 1)) {
            throw new IllegalArgumentException("ranks refused: R@1 " + recallAt1 + ", R@5 " + recallAt5 + ", R@10 "
                    + recallAt10 + ", mean " + meanRank + ", median " + medianRank
                    + ", expected rising fractions from 0 to 1 and ranks from 1");
        }
    }

    /** Summarises ranks, of which there is at least one. */
    static RankSummary of(int[] ranks) {
        int[] sorted = ranks.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        int median = sorted.length % 2 == 1 ? sorted[middle] : Math.floorDiv(sorted[middle - 1] + sorted[middle], 2);
        return new RankSummary(
                recall(ranks, 1),
                recall(ranks, 5),
                recall(ranks, 10),
                Arrays.stream(ranks).asLongStream().sum() / (double) ranks.length,
                median);
    }

    /** The fraction of ranks up to k. */
    static double recall(int[] ranks, int k) {
        return Arrays.stream(ranks).filter(rank -> rank <= k).count() / (double) ranks.length;
    }
}
