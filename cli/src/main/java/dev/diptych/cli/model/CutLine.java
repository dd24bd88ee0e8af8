package dev.diptych.cli.model;

import dev.diptych.contrastive.embed.Embedder;
import java.util.Optional;

/** What is said of captions that did not fit the model. */
public final class CutLine {
    private CutLine() {}

    /** A line, if {@code embedder} had to cut captions. */
    public static Optional<String> of(Embedder embedder) {
        return of(embedder.captions(), embedder.captionsCut());
    }

    /** A line, if captions had to be cut. */
    public static Optional<String> of(long captions, long cut) {
        return cut == 0
                ? Optional.empty()
                : Optional.of(cut + " of " + captions + " captions were cut to the model's context length");
    }
}
