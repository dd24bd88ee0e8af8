package dev.diptych.search.hnsw;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Lucene says on standard error that this Java has no vector instructions for it, each time that it starts. */
final class LuceneLog {
    private static final Logger LOGGER = Logger.getLogger("org.apache.lucene"); // kept, so that the level is

    private LuceneLog() {}

    static void silence() {
        LOGGER.setLevel(Level.SEVERE);
    }
}
