package dev.diptych.contrastive.embed.file;

import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a matrix row by row as NumPy's {@code .npy}, version 1.0; the file appears under its name when {@link #finish} is
 * called, with the count of rows that were written.
 */
public final class NpyWriter implements AutoCloseable {
    public static final int HEADER = 128; // a multiple of 64, as the format asks

    private final WholeFile file;
    private final int columns;
    private final NpyType type;
    private final OutputStream out;
    private long rows;

    public NpyWriter(Path file, int columns, NpyType type) throws IOException {
        this.file = WholeFile.begin(file);
        this.columns = columns;
        this.type = type;
        this.out = Files.newOutputStream(this.file.partial());
        out.write(header(0, columns, type));
    }

    /** The rows of a file, or -1 where it is not exactly what this class writes. */
    public static long rows(Path file, int columns, NpyType type) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return -1;
        }
        long bytes = Files.size(file) - HEADER;
        long row = (long) columns * type.bytes();
        if (bytes < 0 || bytes % row != 0) {
            return -1;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(HEADER), header(bytes / row, columns, type)) ? bytes / row : -1;
        }
    }

    /** Appends rows. @param values float32 [rows, columns], row-major */
    public void append(float[] values) throws IOException {
        if (values.length % columns != 0) {
            throw new IllegalArgumentException("npy: " + values.length + " values, expected a multiple of " + columns);
        }
        out.write(type.encode(values));
        rows += values.length / columns;
    }

    /** Writes the final count of rows and moves the file to its name. */
    public void finish() throws IOException {
        out.close();
        try (RandomAccessFile access = new RandomAccessFile(file.partial().toFile(), "rw")) {
            access.write(header(rows, columns, type));
        }
        file.commit();
    }

    /** Removes what is there if it was not finished. */
    @Override
    public void close() throws IOException {
        out.close();
        file.close();
    }

    private static byte[] header(long rows, int columns, NpyType type) {
        String text = "{'descr': '" + type.description() + "', 'fortran_order': False, 'shape': (" + rows + ", "
                + columns + "), }";
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        header.putShort((short) (HEADER - 10));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.position() < HEADER - 1) {
            header.put((byte) ' ');
        }
        header.put((byte) '\n');
        return header.array();
    }
}
