package dev.diptych.ingest.output;

/** How samples are stored (img2dataset's names). */
public enum OutputFormat {
    /** A tar for each shard. */
    WEBDATASET,
    /** A folder for each shard, a file for each member. */
    FILES
}
