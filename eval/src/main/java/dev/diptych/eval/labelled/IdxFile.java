package dev.diptych.eval.labelled;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Compression;
import dev.diptych.ingest.compression.CountedInput;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.Failures;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/*
 * The head is two zero bytes, a byte for the type (8: unsigned bytes), a byte for the number of dimensions, and each dimension in four
 * bytes, the highest first; then the numbers, the last dimension running fastest. The bytes may be compressed.
 */
/** A file of unsigned bytes in IDX, MNIST's format (LeCun, Cortes, Burges), item by item. */
final class IdxFile implements Closeable {
    /** The most bytes of an item: pixels of an image. */
    static final int LARGEST_ITEM = 25_000_000;

    private static final int BUFFER = 1 << 16;
    private static final int UNSIGNED_BYTES = 8;

    private final String source;
    private final InputStream in;
    private final int[] sides;
    private final int itemLength;
    private int taken;

    private IdxFile(String source, InputStream file, int dimensions) throws IOException {
        this.source = source;
        CountedInput raw = new CountedInput(file);
        BufferedInputStream plain = new BufferedInputStream(raw, BUFFER);
        plain.mark(BUFFER);
        byte[] head = plain.readNBytes(512);
        plain.reset();
        Compression compression = Compression.detect(head);
        this.in = compression == null
                ? plain
                : new BufferedInputStream(compression.decompress(plain, new Expansion(source, raw::count)), BUFFER);
        this.sides = sides(dimensions);
        long length = 1;
        for (int i = 1; i < sides.length; i++) {
            length = Math.min(length * sides[i], LARGEST_ITEM + 1L);
        }
        if (length > LARGEST_ITEM) {
            throw new IngestException(
                    Reason.TOO_LARGE, source, "items of over " + LARGEST_ITEM + " bytes, expected at most that");
        }
        this.itemLength = (int) length;
    }

    /**
     * Opens a file.
     *
     * @param dimensions that it must have, the number of items among them
     * @throws IngestException if it is missing, or no such file
     */
    static IdxFile open(Path file, int dimensions) {
        String source = file.toString();
        try {
            return open(source, Files.newInputStream(file), dimensions);
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, "a file in IDX");
        }
    }

    static IdxFile open(String source, InputStream file, int dimensions) {
        try {
            return new IdxFile(source, file, dimensions);
        } catch (IOException e) {
            close(file);
            throw Failures.of(e, source, IngestException.NO_OFFSET, "a file in IDX");
        } catch (IngestException e) {
            close(file);
            throw e;
        }
    }

    private static void close(InputStream file) {
        try {
            file.close();
        } catch (IOException e) {
            // what is thrown already matters more
        }
    }

    private int[] sides(int dimensions) throws IOException {
        byte[] head = exactly(4 + 4 * dimensions);
        if (head[0] != 0 || head[1] != 0 || head[2] != UNSIGNED_BYTES || head[3] != dimensions) {
            throw new IngestException(
                    Reason.UNKNOWN_FORMAT,
                    source,
                    String.format(
                            "begins with %02x %02x %02x %02x, expected 00 00 %02x %02x: unsigned bytes of %d dimensions",
                            head[0], head[1], head[2], head[3], UNSIGNED_BYTES, dimensions, dimensions));
        }
        ByteBuffer numbers = ByteBuffer.wrap(head, 4, 4 * dimensions);
        int[] found = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            found[i] = numbers.getInt();
            if (found[i] < 1) {
                throw new IngestException(
                        Reason.CORRUPT,
                        source,
                        "dimension " + (i + 1) + " of " + Integer.toUnsignedLong(found[i]) + ", expected 1 to "
                                + Integer.MAX_VALUE);
            }
        }
        return found;
    }

    /** How many items there are. */
    int count() {
        return sides[0];
    }

    /** A dimension, from 1 on those of an item. */
    int side(int dimension) {
        return sides[dimension];
    }

    /** The next item; after the last one nothing may follow. */
    byte[] next() {
        try {
            byte[] item = exactly(itemLength);
            taken++;
            requireEnd();
            return item;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** All items that are left, each a byte. */
    byte[] rest() {
        try {
            byte[] items = exactly(sides[0] - taken);
            taken = sides[0];
            requireEnd();
            return items;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private void requireEnd() throws IOException {
        if (taken == sides[0] && in.read() >= 0) {
            throw new IngestException(Reason.CORRUPT, source, "more than " + sides[0] + " items, expected the end");
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IngestException(
                    Reason.TRUNCATED,
                    source,
                    "ends in item " + taken + ", expected " + (length - bytes.length) + " bytes more");
        }
        return bytes;
    }

    private IngestException damaged(IOException e) {
        return Failures.of(e, source, IngestException.NO_OFFSET, "unsigned bytes in IDX");
    }

    @Override
    public void close() {
        close(in);
    }
}
