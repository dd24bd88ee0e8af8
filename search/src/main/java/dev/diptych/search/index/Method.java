package dev.diptych.search.index;

/** How the most similar rows are found. */
public enum Method {
    /** By the graph where an index has one, which one of many vectors has, else by a scan. */
    AUTO,
    /** By a scan over all rows. */
    EXACT,
    /** By the graph of neighbours. */
    HNSW;

    /** Numbers of all vectors together up to which a scan is fast enough: 2,097,152 vectors of 512. */
    private static final long MOST_SCANNED = 1L << 30;

    /** Whether an index of this size gets a graph. */
    public boolean wantsGraph(long count, int dimensions) {
        return switch (this) {
            case AUTO -> count * dimensions > MOST_SCANNED;
            case EXACT -> false;
            case HNSW -> true;
        };
    }
}
