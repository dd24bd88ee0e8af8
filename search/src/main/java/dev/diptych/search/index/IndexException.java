package dev.diptych.search.index;

import org.jspecify.annotations.Nullable;

/** Says why an index cannot be made or searched: {@code <what> failed: <where>: <actual>, expected <rule>}. */
public final class IndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private IndexException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** An index that cannot be made of what is there. */
    public static IndexException making(String where, String problem) {
        return new IndexException("index failed: " + where + ": " + problem, null);
    }

    /** An index that cannot be used. */
    public static IndexException reading(String where, String problem) {
        return new IndexException("search failed: " + where + ": " + problem, null);
    }

    /** An index that cannot be used, and what said so. */
    public static IndexException reading(String where, String problem, Throwable cause) {
        return new IndexException("search failed: " + where + ": " + problem, cause);
    }
}
