package dev.diptych.contrastive.vectors.row;

/** Says why embeddings cannot be exported: {@code export failed: <where>: <actual>, expected <rule>}. */
public final class VectorExportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VectorExportException(String where, String problem) {
        super("export failed: " + where + ": " + problem);
    }
}
