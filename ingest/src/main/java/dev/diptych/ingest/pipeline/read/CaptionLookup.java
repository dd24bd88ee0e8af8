package dev.diptych.ingest.pipeline.read;

import dev.diptych.ingest.caption.CaptionSet;
import dev.diptych.ingest.caption.CaptionTemplate;
import dev.diptych.ingest.caption.CaptionText;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.shard.SampleMetadata;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where captions come from: joined tables, or files beside the images. It notes which of them an image asked for. */
sealed interface CaptionLookup permits TableCaptions, BesideCaptions, NeighbourCaptions {
    /**
     * What is found for an image.
     *
     * @param captions those to be used, and those that cannot be
     * @param concept what the image shows
     * @param missing why there are none to be used; null if there are some
     * @param detail the reason in words
     * @param row all that is known of the image; without columns where nothing is
     * @param badFile the caption file beside it that cannot be read, with the reason; null if there is none
     * @param earlier what a {@code KEY.json} beside it knew of the original; null where it knew nothing
     */
    record Found(
            CaptionSet captions,
            String concept,
            @Nullable DropReason missing,
            String detail,
            Row row,
            @Nullable String badFile,
            @Nullable SampleMetadata earlier) {
        static Found of(CaptionSet captions, String concept, Row row) {
            if (!captions.captions().isEmpty()) {
                return new Found(captions, concept, null, "", row, null, null);
            }
            String detail = captions.rejected().isEmpty()
                    ? "every template is empty, expected a caption"
                    : "no caption that can be used, expected one";
            return new Found(captions, concept, DropReason.NO_CAPTION, detail, row, null, null);
        }

        static Found none(DropReason reason, String concept, String detail) {
            return new Found(CaptionSet.NONE, concept, reason, detail, new Row(Map.of()), null, null);
        }

        /** Returns it with what files beside the image say; a bad one is the reason where there is no caption. */
        Found beside(@Nullable String bad, @Nullable SampleMetadata earlier) {
            return bad == null || missing == null
                    ? new Found(captions, concept, missing, detail, row, bad, earlier)
                    : new Found(captions, concept, DropReason.BAD_CAPTION_FILE, bad, row, null, earlier);
        }

        /** Hands on each caption, and the caption file, that cannot be used. */
        void rejected(Outcome.Origin origin, Consumer<Dropped> each) {
            for (CaptionText caption : captions.rejected()) {
                String text = caption.text().length() > 60 ? caption.text().substring(0, 60) + "..." : caption.text();
                each.accept(new Dropped(origin, DropReason.of(caption), "'" + text + "'"));
            }
            if (badFile != null) {
                each.accept(new Dropped(origin, DropReason.IGNORED_CAPTION_FILE, badFile));
            }
            if (captions.cut() > 0) {
                String detail = captions.cut() + " more captions, expected at most " + CaptionTemplate.MAX_CAPTIONS
                        + " of each template";
                each.accept(new Dropped(origin, DropReason.TOO_MANY_CAPTIONS, detail));
            }
        }
    }

    /** Looks up the image that is this member of the source. */
    Found find(String member, String key);

    /** Names the captions that no image asked for. */
    void unused(Consumer<Dropped> each);

    /** Returns whether a member that is no image was read for its captions. */
    boolean isCaption(String member);

    /** Notes a member that is neither an image nor read for its captions. */
    default void passedOver(String member) {}
}
