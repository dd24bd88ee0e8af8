package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Compression;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.Failures;
import dev.diptych.ingest.name.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/** A zip, its members in the order of the file. Each stands for itself: a damaged one does not end the reading. */
final class ZipContainer implements Container {
    private final String source;
    private final ZipFile zip;
    private final Iterator<ZipArchiveEntry> entries;
    private final Expansion expansion;
    private final long length;
    private @Nullable ZipArchiveEntry current;
    private long reached;

    private ZipContainer(String source, ZipFile zip, long length, Expansion expansion) {
        this.source = source;
        this.zip = zip;
        this.entries = zip.getEntriesInPhysicalOrder().asIterator();
        this.length = length;
        this.expansion = expansion;
    }

    /**
     * Reads the directory of a zip.
     *
     * @throws IngestException if it has none, or one too large
     */
    static ZipContainer open(String source, SeekableByteChannel channel, Expansion expansion) {
        try {
            ZipDirectory.requireModest(source, channel);
            ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get();
            return new ZipContainer(source, zip, channel.size(), expansion);
        } catch (IngestException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IngestException(
                    Reason.TRUNCATED,
                    source,
                    IngestException.NO_OFFSET,
                    Failures.said(e) + ", expected a whole zip",
                    e);
        }
    }

    @Override
    public @Nullable Entry next() {
        while (entries.hasNext()) {
            ZipArchiveEntry entry = entries.next();
            current = entry;
            reached = Math.max(reached, entry.getLocalHeaderOffset());
            if (!entry.isDirectory()) {
                return entry(entry);
            }
        }
        reached = length;
        return null;
    }

    @Override
    public InputStream open() throws IOException {
        ZipArchiveEntry entry = current;
        if (entry == null) {
            throw new IllegalStateException("no current member, expected a call of next() before");
        }
        return new ZipContents(plain(entry), entry.getCrc(), expansion);
    }

    /** Opens the contents; the library would hold a dictionary of any size. */
    private InputStream plain(ZipArchiveEntry entry) throws IOException {
        Compression compression = switch (ZipMethod.getMethodByCode(entry.getMethod())) {
            case XZ -> Compression.XZ;
            case ZSTD, ZSTD_DEPRECATED -> Compression.ZSTD;
            default -> null;
        };
        // What it expands to is counted as that of other members is.
        return compression == null
                ? zip.getInputStream(entry)
                : compression.decompress(
                        zip.getRawInputStream(entry),
                        new Expansion(source, () -> Long.MAX_VALUE, expansion.maxMemory()));
    }

    @Override
    public double fraction() {
        return length == 0 ? 1 : Math.min(1, (double) reached / length);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private Entry entry(ZipArchiveEntry entry) {
        if (entry.isUnixSymlink()) {
            return bad(entry, Reason.LINK, "a link, expected a file");
        }
        if (!zip.canReadEntryData(entry)) {
            return bad(entry, Reason.UNSUPPORTED, refusal(entry));
        }
        return new Entry(name(entry), entry.getSize(), entry.getDataOffset(), null);
    }

    /**
     * Returns the text of a name: the extra field 0x7075 (APPNOTE 4.6.9) where there is one, else the bytes. Those are meant to
     * be CP437 unless bit 11 says UTF-8, but many writers put in UTF-8 or their own code page without it.
     */
    private static String name(ZipArchiveEntry entry) {
        byte[] raw = entry.getNameSource() == NameSource.UNICODE_EXTRA_FIELD ? null : entry.getRawName();
        String name = FileName.text(raw == null ? entry.getName().getBytes(StandardCharsets.UTF_8) : raw);
        boolean dos = entry.getPlatform() == ZipArchiveEntry.PLATFORM_FAT && name.indexOf('/') < 0;
        return dos ? name.replace('\\', '/') : name;
    }

    private static String refusal(ZipArchiveEntry entry) {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            return "encrypted, expected an archive without a password";
        }
        ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
        String name = method == null ? "" : " " + method;
        return "compressed by method " + entry.getMethod() + name + ", expected Deflate, BZip2, XZ, Zstandard or none";
    }

    private Entry bad(ZipArchiveEntry entry, Reason reason, String detail) {
        return Entry.bad(
                name(entry), new IngestException(reason, source + "!" + name(entry), entry.getDataOffset(), detail));
    }
}
