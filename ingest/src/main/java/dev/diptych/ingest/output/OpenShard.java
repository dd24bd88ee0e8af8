package dev.diptych.ingest.output;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A shard that is being written. */
sealed interface OpenShard extends Closeable permits TarShard, FolderShard {
    /** Adds a sample. */
    void add(String key, List<Part> parts) throws IOException;

    /** Hands everything to the disk and returns how far the shard is: what is opened with this has all of it. */
    long sync() throws IOException;

    /** Ends the shard and gives it its final name. */
    void publish() throws IOException;
}
