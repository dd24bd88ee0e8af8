package dev.diptych.eval.retrieval;

/**
 * What ranking at random would score, so that a score can be read.
 *
 * <p>Of M candidates with p matches, none is among the first k with probability C(M-p, k) / C(M, k), and the best match is
 * expected at rank (M+1) / (p+1); both are averaged over the queries.
 */
final class Chance {
    private Chance() {}

    /**
     * The expected summary; its median is that of one query with the mean number of matches.
     *
     * @param candidates M, at least 1
     * @param matches p of each query, each from 1 to M
     */
    static RankSummary of(int candidates, int[] matches) {
        double rank = 0;
        double total = 0;
        for (int p : matches) {
            rank += (candidates + 1.0) / (p + 1);
            total += p;
        }
        return new RankSummary(
                recall(candidates, matches, 1),
                recall(candidates, matches, 5),
                recall(candidates, matches, 10),
                rank / matches.length,
                median(candidates, (int) Math.round(total / matches.length)));
    }

    private static double recall(int candidates, int[] matches, int k) {
        double sum = 0;
        for (int p : matches) {
            sum += 1 - miss(candidates, p, k);
        }
        return sum / matches.length;
    }

    /** The probability that none of p matches is among the first k. */
    private static double miss(int candidates, int p, int k) {
        double miss = 1;
        for (int i = 0; i < k; i++) {
            miss *= Math.max(0, candidates - p - i) / Math.max(1.0, candidates - i);
        }
        return miss;
    }

    private static int median(int candidates, int p) {
        double miss = 1;
        int rank = 0;
        while (miss > 0.5) {
            miss *= Math.max(0, candidates - p - rank) / (double) (candidates - rank);
            rank++;
        }
        return rank;
    }
}
