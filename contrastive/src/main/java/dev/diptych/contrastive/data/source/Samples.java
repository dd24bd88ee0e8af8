package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import java.util.List;

/**
 * Captioned images that are read one by one, in any order, from where they lie; any number of threads may share them. What
 * is held in memory is where each lies, not what it holds.
 */
public interface Samples extends AutoCloseable {
    /** How many there are. */
    int size();

    /** A sample's key, with its shard's name before a slash where it is of a shard. */
    String key(int index);

    /** Where a sample lies, as messages name it. */
    String place(int index);

    /**
     * Reads a sample: its image, encoded, and its caption files.
     *
     * @throws dev.diptych.ingest.IngestException if it cannot be read, or is not what it was when it was listed
     */
    Sample read(int index);

    /**
     * Reads a sample without its image.
     *
     * @throws dev.diptych.ingest.IngestException as {@link #read}
     */
    Sample readTexts(int index);

    /** By what a sample is known again; nothing is read for it. */
    SampleStamp stamp(int index);

    /** What was left out when the samples were listed, a line each: those without an image or a caption file. */
    List<String> leftOut();

    /** Frees what was made to read them. */
    @Override
    default void close() {}
}
