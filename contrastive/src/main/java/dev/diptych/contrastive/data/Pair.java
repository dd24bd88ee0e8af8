package dev.diptych.contrastive.data;

import dev.diptych.image.RgbImage;
import java.util.List;

/**
 * An image with its captions.
 *
 * @param key the sample's key, with its shard's name before a slash
 * @param captions at least one, the best first
 * @param concept what the image shows; pairs of equal concepts need not be each other's negatives
 * @param checksum of the image's file, by which a run that goes on knows it again
 */
public record Pair(String key, RgbImage image, List<String> captions, String concept, int checksum) {
    /** A pair whose image comes from no file: its pixels are summed up instead. */
    public Pair(String key, RgbImage image, List<String> captions, String concept) {
        this(key, image, captions, concept, SampleStamp.checksum(image.pixels()));
    }

    /** All captions in one line, which is what evaluation reads. */
    public String caption() {
        return String.join(", ", captions);
    }
}
