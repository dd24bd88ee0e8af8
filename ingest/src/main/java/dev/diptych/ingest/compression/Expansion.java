package dev.diptych.ingest.compression;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.util.function.LongSupplier;

/**
 * What expanding one file may take. It stops an archive that expands as only bombs do: images hardly compress, and captions
 * hardly tenfold. All that is decompressed out of one file, and all holes of its sparse files, count together, whatever lies
 * nested in what.
 */
public final class Expansion {
    /** The memory that a decompressor may take, in MiB, unless more is asked for: {@code xz -9} needs 65, {@code zstd --long} 128. */
    public static final int DEFAULT_MEMORY = 192;

    static final int MAX_RATIO = 200;

    /** Below this many bytes any ratio is harmless. */
    static final long FREE = 64L << 20;

    private final String source;
    private final LongSupplier compressed;
    private final int maxMemory;
    private long expanded;

    /**
     * @param compressed how many bytes of the file have been read, or how many it has
     * @param maxMemory that a decompressor may take, in MiB
     */
    public Expansion(String source, LongSupplier compressed, int maxMemory) {
        this.source = source;
        this.compressed = compressed;
        this.maxMemory = maxMemory;
    }

    /** Limits with the default memory. */
    public Expansion(String source, LongSupplier compressed) {
        this(source, compressed, DEFAULT_MEMORY);
    }

    /** Returns the memory that a decompressor may take, in MiB. */
    public int maxMemory() {
        return maxMemory;
    }

    /**
     * Returns why a dictionary is not held.
     *
     * @param needed in MiB, or 0 where that is not known
     */
    public IngestException tooMuchMemory(long needed) {
        return new IngestException(
                Reason.UNSUPPORTED,
                source,
                "compressed with a dictionary that takes " + (needed == 0 ? "more" : needed + " MiB")
                        + ", expected at most " + maxMemory + " MiB; max_archive_memory takes more");
    }

    /**
     * Counts decompressed bytes.
     *
     * @throws IngestException with {@link Reason#EXPANDS_TOO_FAR}
     */
    public void add(long bytes) {
        expanded += bytes;
        if (expanded < 0 || expanded > FREE && expanded / MAX_RATIO > compressed.getAsLong()) {
            throw new IngestException(
                    Reason.EXPANDS_TOO_FAR,
                    source,
                    "expands over " + MAX_RATIO + "-fold, expected less of an archive of images");
        }
    }
}
