package dev.diptych.ingest.tar;

import static dev.diptych.ingest.tar.TarHeader.BLOCK;

import dev.diptych.file.Trouble;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.name.FileName;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar forward: v7, ustar, GNU (long names, base-256 sizes) and PAX (paths and sizes), sparse files in all forms that
 * GNU tar and libarchive write. What follows an end mark is read on if it is a tar, as {@code tar -i} does. Every method throws
 * {@link IngestException} with the source and the offset where the stream is truncated or no tar.
 */
public final class TarReader implements Closeable {
    /** A long name or a PAX record set beyond this is hostile. */
    private static final int MAX_EXTENSION = 1 << 20;

    /** What tar writes at a time, and thus the length of an empty one. */
    private static final int RECORD = 20 * BLOCK;

    private final String source;
    private final InputStream in;
    private final Expansion limits;
    private final byte[] block = new byte[BLOCK];

    /** Bytes consumed from {@code in}. */
    private long offset;

    /** Bytes of the current member and its padding that are not consumed yet. */
    private long contents;

    private long padding;

    /** Of the current member, if it is sparse. */
    private @Nullable SparseMap sparse;

    /** Whether there was a header. */
    private boolean any;

    /** Whether the block holds a header that is read ahead. */
    private boolean ahead;

    /**
     * @param source the name for error lines
     * @param in the tar, uncompressed, best buffered; closed with the reader
     */
    public TarReader(String source, InputStream in) {
        this.source = source;
        this.in = in;
        this.limits = new Expansion(source, () -> offset);
    }

    /** @param limits counts the holes of sparse files */
    public TarReader(String source, InputStream in, Expansion limits) {
        this.source = source;
        this.in = in;
        this.limits = limits;
    }

    /** Returns whether a file that begins with these bytes is a tar: a header, or the end mark of an empty one. */
    public static boolean isTar(byte[] head) {
        return head.length >= BLOCK && (TarHeader.isZero(head) || TarHeader.isHeader(head));
    }

    /** Returns the next member, of whatever type, or null where the stream ends after an end-of-archive mark. */
    public @Nullable TarEntry next() {
        skip(contents);
        skip(padding);
        contents = 0;
        padding = 0;
        sparse = null;
        boolean mark = false;
        @Nullable String longName = null;
        PaxRecords pax = PaxRecords.NONE;
        while (true) {
            if (!ahead && !readBlock(mark)) {
                if (mark) {
                    requireMember();
                    return null;
                }
                throw truncated("no end-of-archive mark");
            }
            ahead = false;
            if (TarHeader.isZero(block)) {
                mark = true;
                continue;
            }
            if (!TarHeader.isHeader(block)) {
                throw corrupt(
                        (offset - 1) / BLOCK * BLOCK,
                        mark
                                ? "other bytes after the end mark, expected zeros or another tar"
                                : "a wrong checksum, expected a tar header");
            }
            mark = false;
            any = true;
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
        long size = sparse == null ? contents : sparse.size();
        if (size > limit) {
            throw new IngestException(
                    Reason.TOO_LARGE, source + "!" + member, offset, size + " bytes, expected at most " + limit);
        }
        if (sparse != null) {
            try {
                return contents().readNBytes((int) size);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        byte[] read = read((int) contents);
        contents = 0;
        return read;
    }

    /** Returns the contents of the current member, which end with an exception where the tar does. Need not be closed. */
    public InputStream contents() {
        InputStream stored = new TarContents(this);
        return sparse == null ? stored : new SparseContents(sparse, stored, limits);
    }

    /**
     * Gives up the current member, whose header may lie, and looks for the next header at a block's start.
     *
     * @return whether there is one, for {@link #next()} to read
     */
    public boolean resync() {
        contents = 0;
        padding = 0;
        int rest = (int) (-offset & BLOCK - 1);
        while (fill(rest) == rest && fill(BLOCK) == BLOCK) {
            rest = 0;
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
            throw corrupt(offset - BLOCK, "a size that is no number, expected octal or base 256");
        }
        String name = pax.path() != null ? pax.path() : longName != null ? longName : header.name();
        long stored = header.type() >= '1' && header.type() <= '6' ? 0 : size;
        List<Long> parts = oldParts(header);
        contents = stored;
        padding = -stored & BLOCK - 1;
        TarEntry.Type type = type(header.type(), name);
        if (type == TarEntry.Type.FILE && pax.realSize() >= 0) {
            type = TarEntry.Type.SPARSE;
            parts = pax.mapFirst() ? mapAtStart() : pax.parts();
        }
        if (type == TarEntry.Type.SPARSE) {
            sparse = sparse(name, parts, pax.realSize() >= 0 ? pax.realSize() : header.realSize());
        }
        return new TarEntry(name, sparse == null ? stored : sparse.size(), type, offset, contents);
    }

    /** Nothing but zeros is an empty tar, or a file of which nothing has arrived. */
    private void requireMember() {
        if (!any && offset > RECORD) {
            throw corrupt(0, offset + " zero bytes, expected a tar with members");
        }
    }

    private SparseMap sparse(String name, List<Long> parts, long realSize) {
        try {
            return SparseMap.of(parts, realSize, contents);
        } catch (IllegalArgumentException e) {
            throw new IngestException(Reason.CORRUPT, source + "!" + name, offset, String.valueOf(e.getMessage()));
        }
    }

    /** Reads the parts of a sparse file that its header and the blocks behind it have, in GNU's old format. */
    private List<Long> oldParts(TarHeader header) {
        List<Long> parts = new ArrayList<>();
        boolean more = header.type() == 'S' && TarHeader.addParts(block, parts);
        while (more) {
            if (!readBlock(false)) {
                throw truncated("a sparse header cut off");
            }
            more = TarHeader.addMoreParts(block, parts);
            requireModest(parts.size() / 2);
        }
        return parts;
    }

    /** Reads the parts of a sparse file off the blocks that its contents begin with: how many, then their numbers, a line each. */
    private List<Long> mapAtStart() {
        List<Long> numbers = new ArrayList<>();
        long number = -1;
        do {
            if (contents < BLOCK || !readBlock(false)) {
                throw truncated("a sparse file's map cut off");
            }
            contents -= BLOCK;
            for (int i = 0; i < BLOCK && (numbers.isEmpty() || numbers.size() <= 2 * numbers.get(0)); i++) {
                int digit = block[i] - '0';
                if (block[i] == '\n' && number >= 0) {
                    numbers.add(number);
                    requireModest(numbers.get(0));
                    number = -1;
                } else if (digit >= 0 && digit <= 9 && number < Long.MAX_VALUE / 10 - 1) {
                    number = Math.max(number, 0) * 10 + digit;
                } else {
                    throw corrupt(offset - BLOCK + i, "a sparse file's map that is no list of numbers, expected one");
                }
            }
        } while (numbers.isEmpty() || numbers.size() <= 2 * numbers.get(0));
        return numbers.subList(1, numbers.size());
    }

    private void requireModest(long parts) {
        if (parts > SparseMap.MAX_PARTS) {
            throw corrupt(offset, "a sparse file of over " + SparseMap.MAX_PARTS + " parts, expected at most that");
        }
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
            throw corrupt(
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

    /**
     * Fills the block; false at a clean end of the stream.
     *
     * @param padding whether the end may come within it
     */
    private boolean readBlock(boolean padding) {
        int read = fill(BLOCK);
        if (read > 0 && read < BLOCK) {
            if (!padding) {
                throw truncated(read + " of a header's " + BLOCK + " bytes");
            }
            Arrays.fill(block, read, BLOCK, (byte) 0);
        }
        return read > 0;
    }

    /** Reads into the block; fewer bytes at the end of the stream. */
    private int fill(int length) {
        try {
            int read = in.readNBytes(block, 0, length);
            offset += read;
            return read;
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

    private IngestException corrupt(long at, String detail) {
        return new IngestException(Reason.CORRUPT, source, at, detail);
    }

    private IngestException truncated(String actual) {
        return new IngestException(Reason.TRUNCATED, source, offset, actual + ", expected a whole tar");
    }

    private IngestException unreadable(IOException cause) {
        boolean cut = cause instanceof EOFException;
        return new IngestException(
                cut ? Reason.TRUNCATED : Reason.CORRUPT,
                source,
                offset,
                Trouble.said(cause) + ", expected a whole tar",
                cause);
    }
}
