package dev.diptych.ingest.tar;

import static dev.diptych.ingest.tar.TarHeader.BLOCK;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.name.FileName;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar forward: v7, ustar, GNU (long names, base-256 sizes) and PAX (paths and sizes). Every method throws
 * {@link IngestException} with the source and the offset where the stream is truncated or no tar.
 */
public final class TarReader implements Closeable {
    /** A long name or a PAX record set beyond this is hostile. */
    private static final int MAX_EXTENSION = 1 << 20;

    private final String source;
    private final InputStream in;
    private final byte[] block = new byte[BLOCK];

    /** Bytes consumed from {@code in}. */
    private long offset;

    /** Bytes of the current member and its padding that are not consumed yet. */
    private long contents;

    private long padding;

    /** Whether the block holds a header that is read ahead. */
    private boolean ahead;

    /**
     * @param source the name for error lines
     * @param in the tar, uncompressed, best buffered; closed with the reader
     */
    public TarReader(String source, InputStream in) {
        this.source = source;
        this.in = in;
    }

    /** Returns whether a file that begins with these bytes is a tar: a header, or the end mark of an empty one. */
    public static boolean isTar(byte[] head) {
        return head.length >= BLOCK && (TarHeader.isZero(head) || TarHeader.isHeader(head));
    }

    /** Returns the next member, of whatever type, or null at the end-of-archive mark. */
    public @Nullable TarEntry next() {
        skip(contents);
        skip(padding);
        contents = 0;
        padding = 0;
        @Nullable String longName = null;
        PaxRecords pax = PaxRecords.NONE;
        while (true) {
            if (!ahead && !readBlock()) {
                throw truncated("no end-of-archive mark");
            }
            ahead = false;
            if (TarHeader.isZero(block)) {
                return null;
            }
            if (!TarHeader.isHeader(block)) {
                throw new IngestException(
                        Reason.CORRUPT, source, offset - BLOCK, "a wrong checksum, expected a tar header");
            }
            TarHeader header = TarHeader.of(block);
            if (header.type() == 'L') {
                longName = string(extension(header));
            } else if (header.type() == 'x') {
                pax = PaxRecords.parse(extension(header), source, offset);
            } else if (header.type() == 'K' || header.type() == 'g') {
                extension(header);
            } else {
                return entry(header, longName, pax);
            }
        }
    }

    /**
     * Reads the contents of the current member whole.
     *
     * @throws IngestException with {@link Reason#TOO_LARGE} if there are more than {@code limit} bytes; the reader
     *     can go on to the next member
     */
    public byte[] bytes(String member, long limit) {
        if (contents > limit) {
            throw new IngestException(
                    Reason.TOO_LARGE, source + "!" + member, offset, contents + " bytes, expected at most " + limit);
        }
        byte[] read = read((int) contents);
        contents = 0;
        return read;
    }

    /** Returns the contents of the current member, which end with an exception where the tar does. Need not be closed. */
    public InputStream contents() {
        return new TarContents(this);
    }

    /**
     * Gives up the current member, whose header may lie, and looks for the next header at a block's start.
     *
     * @return whether there is one, for {@link #next()} to read
     */
    public boolean resync() {
        contents = 0;
        padding = 0;
        skip(-offset & BLOCK - 1);
        while (readWholeBlock()) {
            if (TarHeader.isMarkedHeader(block)) {
                ahead = true;
                return true;
            }
        }
        return false;
    }

    /** Reads of the current member; -1 at its end. */
    int read(byte[] target, int from, int length) throws IOException {
        if (contents == 0) {
            return -1;
        }
        int read = in.read(target, from, (int) Math.min(length, contents));
        if (read < 0) {
            throw truncated("the end of the file " + contents + " bytes early");
        }
        offset += read;
        contents -= read;
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private TarEntry entry(TarHeader header, @Nullable String longName, PaxRecords pax) {
        long size = pax.size() >= 0 ? pax.size() : header.size();
        if (size < 0) {
            throw new IngestException(
                    Reason.CORRUPT, source, offset - BLOCK, "a size that is no number, expected octal or base 256");
        }
        String name = pax.path() != null ? pax.path() : longName != null ? longName : header.name();
        boolean more = header.extended();
        while (more) {
            if (!readBlock()) {
                throw truncated("a sparse header cut off");
            }
            more = block[504] != 0;
        }
        TarEntry.Type type = type(header.type(), name);
        contents = header.type() >= '1' && header.type() <= '6' ? 0 : size;
        padding = -contents & BLOCK - 1;
        return new TarEntry(name, contents, type, offset);
    }

    private static TarEntry.Type type(byte flag, String name) {
        return switch (flag) {
            case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Type.OTHER : TarEntry.Type.FILE;
            case '1', '2' -> TarEntry.Type.LINK;
            case 'S' -> TarEntry.Type.SPARSE;
            default -> TarEntry.Type.OTHER;
        };
    }

    private byte[] extension(TarHeader header) {
        if (header.size() < 0 || header.size() > MAX_EXTENSION) {
            throw new IngestException(
                    Reason.CORRUPT,
                    source,
                    offset - BLOCK,
                    "an extended header of " + header.size() + " bytes, expected at most " + MAX_EXTENSION);
        }
        byte[] read = read((int) header.size());
        skip(-header.size() & BLOCK - 1);
        return read;
    }

    private static String string(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return FileName.text(bytes, 0, end);
    }

    /** Fills the block; false at a clean end of the stream. */
    private boolean readBlock() {
        try {
            int read = in.readNBytes(block, 0, BLOCK);
            offset += read;
            if (read > 0 && read < BLOCK) {
                throw truncated(read + " of a header's " + BLOCK + " bytes");
            }
            return read == BLOCK;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Fills the block; false at the end of the stream, clean or not. */
    private boolean readWholeBlock() {
        try {
            int read = in.readNBytes(block, 0, BLOCK);
            offset += read;
            return read == BLOCK;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] read(int length) {
        try {
            byte[] read = in.readNBytes(length);
            offset += read.length;
            if (read.length < length) {
                throw truncated(read.length + " of a member's " + length + " bytes");
            }
            return read;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Skips, reading the last byte, since a file can be skipped past its end without notice. */
    private void skip(long length) {
        if (length == 0) {
            return;
        }
        try {
            in.skipNBytes(length - 1);
            if (in.read() < 0) {
                throw truncated("the end of the file in " + length + " bytes to be skipped");
            }
            offset += length;
        } catch (EOFException e) {
            throw truncated("the end of the file in " + length + " bytes to be skipped");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private IngestException truncated(String actual) {
        return new IngestException(Reason.TRUNCATED, source, offset, actual + ", expected a whole tar");
    }

    private IngestException unreadable(IOException cause) {
        boolean cut = cause instanceof EOFException;
        String actual = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new IngestException(
                cut ? Reason.TRUNCATED : Reason.CORRUPT, source, offset, actual + ", expected a whole tar", cause);
    }
}
