package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.pipeline.Outcome.Dropped;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where captions come from: joined tables, or files beside the images. It notes which of them an image asked for. */
sealed interface CaptionLookup permits TableCaptions, BesideCaptions {
    /**
     * What is found for an image.
     *
     * @param captions empty if there are none
     * @param concept what the image shows
     * @param missing why there are no captions; null if there are some
     * @param detail the reason in words
     */
    record Found(
            List<String> captions, String concept, @Nullable DropReason missing, String detail) {
        static Found of(List<String> captions, String concept) {
            return captions.isEmpty()
                    ? none(DropReason.NO_CAPTION, concept, "every template is empty, expected a caption")
                    : new Found(captions, concept, null, "");
        }

        static Found none(DropReason reason, String concept, String detail) {
            return new Found(List.of(), concept, reason, detail);
        }
    }

    /** Looks up the image that is this member of the source. */
    Found find(String member, String key);

    /** Names the captions that no image asked for. */
    void unused(Consumer<Dropped> each);
}
