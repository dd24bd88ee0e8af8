package dev.diptych.ingest.manifest;

/**
 * Where an image or a caption comes from.
 *
 * @param archive the archive's, folder's or table's name
 * @param member the name in it; empty for a row of a table
 * @param key the key that the pattern and the transforms give; empty for what is no image
 * @param score how well its captions fit; NaN where it is not known
 */
public record Origin(String archive, String member, String key, float score) {
    public boolean isScored() {
        return !Float.isNaN(score);
    }

    /** Returns the archive's name, and the member's after a {@code !}. */
    public String where() {
        return member.isEmpty() ? archive : archive + "!" + member;
    }
}
