package dev.diptych.ingest.inspect;

import java.util.Locale;

/**
 * Something that is wrong with a shard.
 *
 * @param rule what is broken
 * @param where the shard, and the member of it after a {@code !}
 * @param detail the actual, then what was expected
 */
public record Problem(Rule rule, String where, String detail) {
    /** The rules that shards should keep. */
    public enum Rule {
        /** A shard is a whole tar. */
        DAMAGED_SHARD(true),
        /** A member has a name of a key, a dot and an extension, and a sample has an image. */
        ORPHAN_MEMBER(true),
        /** A key stands once in all shards, in one place. */
        REPEATED_KEY(true),
        /** A sample has one member of each extension. */
        REPEATED_MEMBER(true),
        /** An image can be decoded whole. */
        UNREADABLE_IMAGE(true),
        /** A sample has a caption. */
        MISSING_CAPTION(true),
        /** A caption is text in UTF-8 with something in it. */
        UNUSABLE_CAPTION(true),
        /** {@code KEY.json} is a JSON object. */
        BAD_METADATA(true),
        /** The index beside a shard is the shard's. */
        WRONG_INDEX(true),
        /** A key has no dot: what stands behind its first one is taken for the extension. */
        DOTTED_KEY(false);

        private final boolean error;

        Rule(boolean error) {
            this.error = error;
        }

        /** Returns whether a broken rule is an error; a warning, if not. */
        public boolean isError() {
            return error;
        }

        /** Returns how reports spell it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
