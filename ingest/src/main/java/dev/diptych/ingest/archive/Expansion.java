package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.util.function.LongSupplier;

/**
 * Stops an archive that expands as only bombs do: images hardly compress, and captions hardly tenfold. All that is
 * decompressed out of one file counts together, whatever lies nested in what.
 */
final class Expansion {
    static final int MAX_RATIO = 200;

    /** Below this many bytes any ratio is harmless. */
    static final long FREE = 64L << 20;

    private final String source;
    private final LongSupplier compressed;
    private long expanded;

    /** @param compressed how many bytes of the file have been read, or how many it has */
    Expansion(String source, LongSupplier compressed) {
        this.source = source;
        this.compressed = compressed;
    }

    /**
     * Counts decompressed bytes.
     *
     * @throws IngestException with {@link Reason#EXPANDS_TOO_FAR}
     */
    void add(long bytes) {
        expanded += bytes;
        if (expanded < 0 || expanded > FREE && expanded / MAX_RATIO > compressed.getAsLong()) {
            throw new IngestException(
                    Reason.EXPANDS_TOO_FAR,
                    source,
                    "expands over " + MAX_RATIO + "-fold, expected less of an archive of images");
        }
    }
}
