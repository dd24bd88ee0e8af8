package dev.diptych.contrastive.embed;

import java.io.IOException;
import java.util.List;

/** What is made of the samples of one partition. */
interface PartitionSink extends AutoCloseable {
    /** Appends rows, of which {@code embedder} makes the vectors. */
    void add(List<PreparedRow> rows, Embedder embedder) throws IOException;

    void leaveOut(String key, String reason) throws IOException;

    /** Moves every file to its name. */
    void finish() throws IOException;

    /** Removes what is there if it was not finished. */
    @Override
    void close() throws IOException;
}
