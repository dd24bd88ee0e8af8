package dev.diptych.contrastive.data;

import dev.diptych.image.RgbImage;
import dev.diptych.ingest.shard.SampleReading;
import org.jspecify.annotations.Nullable;

/**
 * A sample that can be used.
 *
 * @param place where it lies, as messages name it
 * @param image null where none was asked for
 * @param imageHash of the image's file: equal for equal files, and as good as never for others of one batch
 */
public record DecodedSample(
        String place, SampleReading reading, @Nullable RgbImage image, String imageHash) implements SampleOutcome {
    /** The image, where one was asked for. */
    public RgbImage requireImage() {
        if (image == null) {
            throw new IllegalStateException(place + ": a sample without an image, expected one");
        }
        return image;
    }

    /** Its place and which of its captions cannot be used; empty if all can. */
    public String problem() {
        return reading.problems().isEmpty() ? "" : place + ": " + String.join("; ", reading.problems());
    }
}
