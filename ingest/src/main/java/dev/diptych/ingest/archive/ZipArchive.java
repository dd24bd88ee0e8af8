package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A zip, its members in the order of the file. Each stands for itself: a damaged one does not end the reading. */
final class ZipArchive implements Archive {
    private final String source;
    private final ZipFile zip;
    private final List<ZipArchiveEntry> entries;
    private int index = -1;

    private ZipArchive(String source, ZipFile zip, List<ZipArchiveEntry> entries) {
        this.source = source;
        this.zip = zip;
        this.entries = entries;
    }

    static ZipArchive open(String source, Path path) {
        try {
            ZipFile zip = ZipFile.builder().setPath(path).get();
            List<ZipArchiveEntry> entries = new ArrayList<>(Collections.list(zip.getEntriesInPhysicalOrder()));
            entries.removeIf(entry -> entry.isDirectory() || entry.isUnixSymlink());
            return new ZipArchive(source, zip, entries);
        } catch (IOException | RuntimeException e) {
            throw new IngestException(
                    Reason.TRUNCATED, source, IngestException.NO_OFFSET, said(e) + ", expected a whole zip", e);
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public @Nullable Member next() {
        index = Math.min(index + 1, entries.size());
        return index == entries.size()
                ? null
                : new Member(current().getName(), current().getDataOffset());
    }

    @Override
    public byte[] bytes(long limit) {
        ZipArchiveEntry entry = current();
        if (!zip.canReadEntryData(entry)) {
            String actual = entry.getGeneralPurposeBit().usesEncryption() ? "encrypted" : "method " + entry.getMethod();
            throw failure(Reason.UNKNOWN_FORMAT, entry, actual + ", expected a stored or deflated member", null);
        }
        byte[] contents;
        try (InputStream in = zip.getInputStream(entry)) {
            contents = in.readNBytes((int) Math.min(limit, Integer.MAX_VALUE - 8));
            if (in.read() >= 0) {
                throw failure(Reason.TOO_LARGE, entry, "more bytes, expected at most " + limit, null);
            }
        } catch (EOFException e) {
            throw failure(Reason.TRUNCATED, entry, said(e) + ", expected a whole member", e);
        } catch (IngestException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw failure(Reason.CORRUPT, entry, said(e) + ", expected a whole member", e);
        }
        CRC32 checksum = new CRC32();
        checksum.update(contents);
        if (checksum.getValue() != entry.getCrc()) {
            throw failure(Reason.CORRUPT, entry, "a wrong checksum, expected a whole member", null);
        }
        return contents;
    }

    @Override
    public boolean survives(IngestException e) {
        return true;
    }

    @Override
    public double fraction() {
        return entries.isEmpty() ? 1 : (double) Math.max(0, index) / entries.size();
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE, source, IngestException.NO_OFFSET, said(e) + ", expected a zip", e);
        }
    }

    private ZipArchiveEntry current() {
        return entries.get(index);
    }

    private IngestException failure(Reason reason, ZipArchiveEntry entry, String detail, @Nullable Throwable cause) {
        return new IngestException(reason, source + "!" + entry.getName(), entry.getDataOffset(), detail, cause);
    }

    private static String said(Exception e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().strip().replaceAll("\\s+", " ");
    }
}
