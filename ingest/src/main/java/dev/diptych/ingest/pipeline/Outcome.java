package dev.diptych.ingest.pipeline;

import java.util.List;

/** What became of one image, or of a caption that has none. */
sealed interface Outcome {
    /**
     * An image to be written.
     *
     * @param image the stored file
     * @param extension of that file
     * @param sha256 of the file that was read, in hex
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Kept(
            Origin origin,
            List<String> captions,
            byte[] image,
            String extension,
            int width,
            int height,
            int originalWidth,
            int originalHeight,
            String sha256)
            implements Outcome {}

    /** An image or caption that is left out. */
    record Dropped(Origin origin, DropReason reason, String detail) implements Outcome {
        boolean isImage() {
            return reason.isImage();
        }
    }

    /**
     * Where it comes from.
     *
     * @param archive the archive's, folder's or table's name
     * @param member the name in it; empty for a row of a table
     * @param key the key that the pattern and the transforms give
     * @param concept what it shows
     */
    record Origin(String archive, String member, String key, String concept) {
        String where() {
            return member.isEmpty() ? archive : archive + "!" + member;
        }
    }

    Origin origin();
}
