package dev.diptych.ingest.manifest;

import dev.diptych.ingest.duplicate.Fingerprint;
import org.jspecify.annotations.Nullable;

/** A line of the manifest: one member of the input, or one caption without an image, and what became of it. */
public sealed interface ManifestEntry {
    /** Returns where it comes from. */
    Origin origin();

    /**
     * An image that is in a shard.
     *
     * @param concept what it shows
     * @param format of the file that was read, by its usual extension
     * @param width columns of the stored image
     * @param height rows of the stored image
     * @param originalWidth columns of the file that was read
     * @param originalHeight rows of the file that was read
     * @param captions how many there are
     * @param captionLength characters of the first one
     * @param fingerprint what later images are compared with
     * @param decodePsnr how near an image that was made smaller as it was decoded is to the exact one, in dB; NaN of all that
     *     were not compared
     */
    record Kept(
            Origin origin,
            String concept,
            Place place,
            String format,
            int width,
            int height,
            int originalWidth,
            int originalHeight,
            int captions,
            int captionLength,
            Fingerprint fingerprint,
            double decodePsnr)
            implements ManifestEntry {
        /** Returns whether it was decoded both ways, and compared. */
        public boolean isCompared() {
            return !Double.isNaN(decodePsnr);
        }
    }

    /**
     * An image or caption that is left out.
     *
     * @param split the index of the split that it would be in
     * @param detail the reason in words
     * @param duplicateOf what it is a duplicate of; null for other reasons
     */
    record Dropped(
            Origin origin,
            int split,
            DropReason reason,
            String detail,
            @Nullable Twin duplicateOf) implements ManifestEntry {
        /** Returns whether it is one of the images, and no caption without one. */
        public boolean isImage() {
            return reason.isImage();
        }
    }

    /**
     * The image that another is a duplicate of.
     *
     * @param where the shard and key, or the member of the evaluation set
     * @param distance bits in which their perceptual hashes differ; 0 for the same file
     */
    record Twin(String where, int distance) {}

    /** A member that is no image. */
    record Other(Origin origin, Role role) implements ManifestEntry {}

    /** What a member is that is no image. */
    enum Role {
        /** A file with captions, which was read. */
        CAPTION,
        /** A file that the source's pattern does not pick. */
        NOT_SELECTED
    }
}
