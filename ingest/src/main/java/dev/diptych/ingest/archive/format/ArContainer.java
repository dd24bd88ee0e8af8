package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.compression.Failures;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.DoubleSupplier;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** An ar archive: a Debian package, whose files are in its member {@code data.tar.xz}. */
final class ArContainer implements Container {
    private final String source;
    private final ArArchiveInputStream ar;
    private final DoubleSupplier fraction;
    private boolean ended;

    ArContainer(String source, InputStream in, DoubleSupplier fraction) {
        this.source = source;
        this.ar = new ArArchiveInputStream(in);
        this.fraction = fraction;
    }

    @Override
    public @Nullable Entry next() {
        if (ended) {
            return null;
        }
        try {
            ArArchiveEntry entry = ar.getNextEntry();
            ended = entry == null;
            return entry == null ? null : new Entry(entry.getName(), entry.getSize(), -1, null);
        } catch (IOException e) {
            throw Failures.of(e, source, IngestException.NO_OFFSET, "a whole ar archive");
        }
    }

    @Override
    public InputStream open() {
        return new FilterInputStream(ar) {
            @Override
            public void close() {
                // The archive goes on after its member.
            }
        };
    }

    @Override
    public double fraction() {
        return ended ? 1 : fraction.getAsDouble();
    }

    @Override
    public void close() throws IOException {
        ar.close();
    }
}
