package dev.diptych.contrastive.data;

import dev.diptych.image.RgbImage;
import java.util.List;

/**
 * An image with its captions.
 *
 * @param key the sample's key, with its shard's name before a slash
 * @param captions at least one, the best first
 * @param concept what the image shows; pairs of equal concepts need not be each other's negatives
 */
public record Pair(String key, RgbImage image, List<String> captions, String concept) {
    /** All captions in one line, which is what evaluation reads. */
    public String caption() {
        return String.join(", ", captions);
    }
}
