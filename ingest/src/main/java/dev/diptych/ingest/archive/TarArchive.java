package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.tar.TarEntry;
import dev.diptych.ingest.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** A tar, plain or under gzip. After the last member a gzip stream is read to its end, so that its checksum is tested. */
final class TarArchive implements Archive {
    private static final int BUFFER = 1 << 16;

    private final String source;
    private final InputStream in;
    private final CountedInput file;
    private final TarReader tar;
    private final long length;
    private @Nullable TarEntry current;
    private boolean ended;

    private TarArchive(String source, InputStream in, CountedInput file, long length) {
        this.source = source;
        this.in = in;
        this.file = file;
        this.tar = new TarReader(source, in);
        this.length = length;
    }

    static TarArchive open(String source, Path path) {
        try {
            CountedInput file = new CountedInput(Files.newInputStream(path));
            return new TarArchive(source, new BufferedInputStream(file, BUFFER), file, Files.size(path));
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    static TarArchive openGzip(String source, Path path) {
        try {
            CountedInput file = new CountedInput(Files.newInputStream(path));
            InputStream gzip = GzipCompressorInputStream.builder()
                    .setInputStream(new BufferedInputStream(file, BUFFER))
                    .setDecompressConcatenated(true)
                    .get();
            InputStream bounded = new ExpansionGuard(source, gzip, file);
            return new TarArchive(source, new BufferedInputStream(bounded, BUFFER), file, Files.size(path));
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public @Nullable Member next() {
        if (ended) {
            return null;
        }
        TarEntry entry = tar.next();
        while (entry != null && entry.type() == TarEntry.Type.OTHER) {
            entry = tar.next();
        }
        current = entry;
        if (entry == null) {
            ended = true;
            drain();
            return null;
        }
        return new Member(entry.name(), entry.offset());
    }

    @Override
    public byte[] bytes(long limit) {
        TarEntry entry = current;
        if (entry == null) {
            throw new IllegalStateException("no current member, expected a call of next() before");
        }
        if (entry.type() == TarEntry.Type.SPARSE) {
            throw new IngestException(
                    Reason.UNKNOWN_FORMAT,
                    source + "!" + entry.name(),
                    entry.offset(),
                    "a sparse file, expected a plain one");
        }
        return tar.bytes(entry.name(), limit);
    }

    @Override
    public boolean survives(IngestException e) {
        return e.reason() == Reason.TOO_LARGE || e.reason() == Reason.UNKNOWN_FORMAT;
    }

    @Override
    public double fraction() {
        return ended || length == 0 ? 1 : Math.min(1, (double) file.count() / length);
    }

    @Override
    public void close() {
        try {
            tar.close();
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private void drain() {
        byte[] scratch = new byte[BUFFER];
        try {
            int read = in.read(scratch);
            while (read >= 0) {
                read = in.read(scratch);
            }
        } catch (IOException e) {
            throw new IngestException(
                    Reason.CORRUPT, source, file.count(), e.getMessage() + ", expected the archive's end", e);
        }
    }

    private static IngestException unreadable(String source, IOException e) {
        return new IngestException(
                Reason.UNREADABLE, source, IngestException.NO_OFFSET, e.getMessage() + ", expected a tar", e);
    }
}
