package dev.diptych.contrastive.data;

import dev.diptych.image.RgbImage;
import java.util.List;

/**
 * A sample as training draws from it.
 *
 * @param captions at least one, the best first
 * @param concept what the image shows; pairs of equal concepts need not be each other's negatives
 */
record DecodedSample(RgbImage image, List<String> captions, String concept) {
    private static final int OBJECTS = 200; // headers and references, roughly

    /** Bytes of memory, roughly. */
    long bytes() {
        long text = concept.length();
        for (String caption : captions) {
            text += 2L * caption.length() + 64;
        }
        return image.pixels().length + text + OBJECTS;
    }
}
