package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.table.Row;
import java.util.List;
import java.util.Map;
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
     * @param row all that is known of the image; without columns where nothing is
     */
    record Found(
            List<String> captions, String concept, @Nullable DropReason missing, String detail, Row row) {
        static Found of(List<String> captions, String concept, Row row) {
            return captions.isEmpty()
                    ? none(DropReason.NO_CAPTION, concept, "every template is empty, expected a caption")
                    : new Found(captions, concept, null, "", row);
        }

        static Found none(DropReason reason, String concept, String detail) {
            return new Found(List.of(), concept, reason, detail, new Row(Map.of()));
        }
    }

    /** Looks up the image that is this member of the source. */
    Found find(String member, String key);

    /** Names the captions that no image asked for. */
    void unused(Consumer<Dropped> each);

    /** Returns whether a member that is no image was read for its captions. */
    boolean isCaption(String member);
}
