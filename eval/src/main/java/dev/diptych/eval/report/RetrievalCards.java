package dev.diptych.eval.report;

import java.util.List;

/**
 * Samples of what a model finds.
 *
 * @param images held-out images with their nearest captions, drawn at random
 * @param captions held-out captions with their nearest images, drawn at random
 * @param best images found most clearly, with their nearest captions
 * @param worst images whose captions are furthest down, with their nearest captions
 */
public record RetrievalCards(
        List<ImageCard> images, List<CaptionCard> captions, List<ImageCard> best, List<ImageCard> worst) {
    public static final RetrievalCards NONE = new RetrievalCards(List.of(), List.of(), List.of(), List.of());

    public RetrievalCards {
        images = List.copyOf(images);
        captions = List.copyOf(captions);
        best = List.copyOf(best);
        worst = List.copyOf(worst);
    }
}
