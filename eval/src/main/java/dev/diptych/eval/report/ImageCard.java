package dev.diptych.eval.report;

import dev.diptych.report.Picture;
import java.util.List;

/**
 * A held-out image and the captions nearest to it.
 *
 * @param picture the image
 * @param caption its own caption
 * @param rank of its best own caption among all, from 1
 * @param nearest captions, nearest first
 * @param typical the mean cosine of the image to all captions: bars begin there
 */
public record ImageCard(Picture picture, String caption, int rank, List<Match> nearest, double typical) {
    public ImageCard {
        nearest = List.copyOf(nearest);
        if (rank < 1) {
            throw new IllegalArgumentException("card refused: rank: " + rank + ", expected at least 1");
        }
    }

    /**
     * A caption that was found.
     *
     * @param similarity cosine, -1 to 1
     * @param right whether it belongs to the image
     */
    public record Match(String caption, double similarity, boolean right) {}
}
