package dev.diptych.ingest.pipeline.write;

/** What is done where the output folder has been written before (img2dataset's names). */
public enum IncrementalMode {
    /** An interrupted run goes on, a finished one is left as it is; either has to be the same run. */
    INCREMENTAL,
    /** The earlier runs' files are deleted. */
    OVERWRITE,
    /** New shards are added after those of the earlier runs, and duplicates of their images are left out. */
    EXTEND
}
