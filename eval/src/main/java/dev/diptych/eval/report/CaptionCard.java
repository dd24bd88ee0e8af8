package dev.diptych.eval.report;

import dev.diptych.report.Picture;
import java.util.List;

/**
 * A held-out caption and the images nearest to it.
 *
 * @param caption the caption
 * @param rank of its own image among all, from 1
 * @param nearest images, nearest first
 */
public record CaptionCard(String caption, int rank, List<Match> nearest) {
    public CaptionCard {
        nearest = List.copyOf(nearest);
        if (rank < 1) {
            throw new IllegalArgumentException("card refused: rank: " + rank + ", expected at least 1");
        }
    }

    /**
     * An image that was found.
     *
     * @param similarity cosine, -1 to 1
     * @param right whether it belongs to the caption
     */
    public record Match(Picture picture, double similarity, boolean right) {}
}
