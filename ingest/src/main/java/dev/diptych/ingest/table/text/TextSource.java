package dev.diptych.ingest.table.text;

import java.io.IOException;
import java.io.Reader;

/** A text that can be read more than once. */
@FunctionalInterface
public interface TextSource {
    /** Opens it at its beginning. */
    Reader open() throws IOException;
}
