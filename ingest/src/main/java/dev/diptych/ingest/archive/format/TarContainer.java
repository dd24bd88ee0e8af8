package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.tar.TarEntry;
import dev.diptych.ingest.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A tar, and those behind it. After a damaged header, or one whose size cannot be, reading goes on at the next one that is
 * whole.
 */
final class TarContainer implements Container {
    /** A size beyond this is a lie. */
    static final long MAX_SIZE = 1L << 40;

    private final String source;
    private final TarReader tar;
    private final long length;
    private final @Nullable Path file;
    private final DoubleSupplier fraction;
    private boolean plain;
    private boolean lost;
    private boolean ended;

    /**
     * @param in the tar, uncompressed and buffered
     * @param limits of what it expands to
     * @param length its length in bytes, or -1 if that is not known
     * @param file that is the tar; null where it is packed, or part of something
     */
    TarContainer(
            String source,
            InputStream in,
            Expansion limits,
            long length,
            @Nullable Path file,
            DoubleSupplier fraction) {
        this.source = source;
        this.tar = new TarReader(source, in, limits);
        this.length = length;
        this.file = file;
        this.fraction = fraction;
    }

    @Override
    public @Nullable Entry next() {
        if (ended) {
            return null;
        }
        ended = true;
        if (lost && !tar.resync()) {
            return null;
        }
        lost = false;
        @Nullable Entry entry;
        try {
            entry = advance();
        } catch (IngestException e) {
            if (e.reason() != Reason.CORRUPT || e.getCause() != null) {
                throw e;
            }
            lost = true;
            entry = Entry.bad("", e);
        }
        ended = entry == null;
        return entry;
    }

    @Override
    public InputStream open() {
        return tar.contents();
    }

    @Override
    public @Nullable Path holder() {
        return plain ? file : null;
    }

    @Override
    public double fraction() {
        return ended ? 1 : fraction.getAsDouble();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    private @Nullable Entry advance() {
        TarEntry entry = tar.next();
        while (entry != null && entry.type() == TarEntry.Type.OTHER) {
            entry = tar.next();
        }
        plain = entry != null && entry.type() == TarEntry.Type.FILE;
        if (entry == null) {
            return null;
        }
        long left = length < 0 ? MAX_SIZE : length - entry.offset();
        if (entry.stored() > left) {
            lost = true;
            return bad(
                    entry,
                    length < 0 ? Reason.CORRUPT : Reason.TRUNCATED,
                    entry.stored() + " bytes, expected at most the " + left + " that can follow");
        }
        return switch (entry.type()) {
            case FILE, SPARSE -> new Entry(entry.name(), entry.size(), entry.offset(), null);
            case LINK -> bad(entry, Reason.LINK, "a link, expected a file");
            case OTHER -> throw new IllegalStateException("passed over above");
        };
    }

    private Entry bad(TarEntry entry, Reason reason, String detail) {
        return Entry.bad(
                entry.name(), new IngestException(reason, source + "!" + entry.name(), entry.offset(), detail));
    }
}
