package dev.diptych.ingest.archive;

import dev.diptych.ingest.compression.Expansion;

/**
 * How archives and folders are read.
 *
 * @param followLinks whether links in folders are followed; never those in archives
 * @param maxMemory that a decompressor may take, in MiB
 */
public record ReadOptions(boolean followLinks, int maxMemory) {
    public static final int MAX_MEMORY = 1 << 16;

    public static final ReadOptions DEFAULT = new ReadOptions(false, Expansion.DEFAULT_MEMORY);

    public ReadOptions {
        if (maxMemory < 1 || maxMemory > MAX_MEMORY) {
            throw new IllegalArgumentException(
                    "max_archive_memory: " + maxMemory + ", expected 1 to " + MAX_MEMORY + " MiB");
        }
    }
}
