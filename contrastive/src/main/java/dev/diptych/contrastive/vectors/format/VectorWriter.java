package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.VectorRow;
import java.io.IOException;

/** Writes rows in their order; nothing of it counts before {@link #finish}. */
public interface VectorWriter extends AutoCloseable {
    void add(VectorRow row) throws IOException;

    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
