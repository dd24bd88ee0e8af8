package dev.diptych.ingest.pipeline.work;

import dev.diptych.ingest.duplicate.Fingerprint;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.ManifestEntry.Role;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.shard.SampleMetadata;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread made of one member, before it is known what became of the members before it. It goes from process to process
 * where the thread is another's.
 */
public sealed interface Outcome extends Serializable {
    /**
     * An image to be written, unless it turns out to be a duplicate.
     *
     * @param image the stored file
     * @param extension of that file
     * @param format of the file that was read, by its usual extension
     * @param hash of the file that was read; null if none is asked for
     * @param decodePsnr how near it is to the image of an exact decoding, in dB; NaN where that was not looked at
     */
    record Kept(
            Origin origin,
            Said said,
            Contents image,
            String extension,
            String format,
            int width,
            int height,
            int originalWidth,
            int originalHeight,
            @Nullable FileHash hash,
            Fingerprint fingerprint,
            double decodePsnr)
            implements Outcome {
        /** Returns this with its image's bytes elsewhere. */
        public Kept with(Contents elsewhere) {
            return new Kept(
                    origin,
                    said,
                    elsewhere,
                    extension,
                    format,
                    width,
                    height,
                    originalWidth,
                    originalHeight,
                    hash,
                    fingerprint,
                    decodePsnr);
        }
    }

    /**
     * What its source says of an image.
     *
     * @param captions the best first
     * @param licence null if unknown or not asked for
     * @param earlier what a {@code KEY.json} beside the file knew of the original; null where it knew nothing
     */
    record Said(
            List<String> captions,
            @Nullable String licence,
            @Nullable SampleMetadata earlier) implements Serializable {}

    /**
     * An image or caption that is left out.
     *
     * @param file an image's, for the report; null where it was not read, or nothing can be seen of it
     */
    record Dropped(
            Origin origin,
            DropReason reason,
            String detail,
            @Nullable Contents file) implements Outcome {
        public Dropped(Origin origin, DropReason reason, String detail) {
            this(origin, reason, detail, null);
        }
    }

    /** A member that is no image. */
    record Other(Origin origin, Role role) implements Outcome {}

    /**
     * Where it comes from.
     *
     * @param archive the archive's, folder's or table's name
     * @param member the name in it; empty for a row of a table
     * @param key the key that the pattern and the transforms give
     * @param concept what it shows
     * @param splitValue what decides on its split
     * @param score how well its captions fit; NaN where it is not known
     */
    record Origin(String archive, String member, String key, String concept, String splitValue, float score)
            implements Serializable {
        /** Of a split that its concept decides on. */
        public Origin(String archive, String member, String key, String concept) {
            this(archive, member, key, concept, concept, Float.NaN);
        }

        public String where() {
            return member.isEmpty() ? archive : archive + "!" + member;
        }
    }

    /** The bytes of a file, which are at hand or are read when they are asked for. */
    @FunctionalInterface
    interface Contents extends Serializable {
        /** @throws dev.diptych.ingest.IngestException if they cannot be read any more */
        byte[] bytes();
    }

    Origin origin();
}
