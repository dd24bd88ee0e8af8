package dev.diptych.eval.retrieval;

/**
 * A similarity matrix that is produced some rows at a time, so that it need not fit into memory.
 *
 * <p>An element has the same bits whichever rows it is asked for with, so that equal similarities stay ties.
 */
interface SimilarityRows {
    int rows();

    int columns();

    /** One element. */
    float at(int row, int column);

    /**
     * Writes rows {@code begin} to {@code end}, exclusive.
     *
     * @param out float32 [end - begin, columns]
     */
    void fill(int begin, int end, float[] out);
}
