package dev.diptych.contrastive.data;

import dev.diptych.image.RgbImage;
import dev.diptych.ingest.shard.SampleMetadata;
import java.util.List;

/**
 * A sample that can be used.
 *
 * @param captions at least one, the best first
 * @param concept what the image shows; pairs of equal concepts need not be each other's negatives
 * @param imageHash of the image's file: equal for equal files, and as good as never for others of one batch
 * @param problem its place and which of its captions cannot be used; empty if all can
 */
public record DecodedSample(RgbImage image, List<String> captions, String concept, String imageHash, String problem)
        implements SampleOutcome {
    private static final int OBJECTS = 200; // headers and references, roughly
    private static final int CAPTION = 72; // those of each caption

    /** All captions in one line. */
    public String caption() {
        return String.join(SampleMetadata.SEPARATOR, captions);
    }

    /** Bytes of memory, roughly, with the places for the ids of its captions. */
    long bytes() {
        long text = concept.length() + imageHash.length();
        for (String caption : captions) {
            text += 2L * caption.length() + CAPTION;
        }
        return image.pixels().length + text + OBJECTS;
    }
}
