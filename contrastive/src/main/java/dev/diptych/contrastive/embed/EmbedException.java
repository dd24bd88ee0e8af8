package dev.diptych.contrastive.embed;

/** Says why embeddings are not written: {@code embed failed: <where>: <actual>, expected <rule>}. */
public final class EmbedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbedException(String where, String detail) {
        super("embed failed: " + where + ": " + detail);
    }
}
