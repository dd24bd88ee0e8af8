package dev.diptych.ingest.tar;

import static dev.diptych.ingest.tar.TarHeader.BLOCK;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a ustar whose bytes depend on names and contents alone: mode 0644, owner 0, and 1 January 2000 as the time
 * of every member.
 */
public final class TarWriter implements Closeable {
    /** The longest name that fits a header without extensions, in bytes. */
    public static final int MAX_NAME = 100;

    private static final long MODIFIED = 946_684_800L;
    private static final byte[] HEADER = header();

    private final OutputStream out;
    private long written;

    /**
     * @param out best buffered; closed with the writer
     */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@link #MAX_NAME} bytes
     */
    public void add(String name, byte[] contents) throws IOException {
        out.write(header(name, contents.length));
        out.write(contents);
        int padding = -contents.length & BLOCK - 1;
        out.write(new byte[padding]);
        written += BLOCK + contents.length + padding;
    }

    /** Returns the bytes written so far. */
    public long written() {
        return written;
    }

    /** Writes the end-of-archive mark and closes the stream. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private static byte[] header(String name, long size) {
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        if (encoded.length == 0 || encoded.length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "tar entry rejected: name: " + encoded.length + " bytes, expected 1 to " + MAX_NAME);
        }
        byte[] block = HEADER.clone();
        System.arraycopy(encoded, 0, block, 0, encoded.length);
        octal(block, 124, 12, size);
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    /** A header without name, size and sum. */
    private static byte[] header() {
        byte[] block = new byte[BLOCK];
        octal(block, 100, 8, 0644);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 136, 12, MODIFIED);
        ascii(block, 148, "        "); // the sum is taken with blanks in its place
        block[156] = '0';
        ascii(block, 257, "ustar");
        ascii(block, 263, "00");
        return block;
    }

    /** Writes {@code length - 1} octal digits and a NUL. */
    private static void octal(byte[] block, int offset, int length, long value) {
        long rest = value;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        block[offset + length - 1] = 0;
    }

    private static void ascii(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }
}
