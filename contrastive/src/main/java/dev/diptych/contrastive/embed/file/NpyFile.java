package dev.diptych.contrastive.embed.file;

import dev.diptych.contrastive.embed.file.NpyException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code .npy} file of NumPy, versions 1.0 to 3.0: a matrix of float16, float32 or float64 in rows, or a list of int32 or
 * int64; of either order of bytes. Its header and its length were checked; its numbers are read when they are asked for.
 */
public final class NpyFile {
    private static final int BUFFER = 1 << 20; // bytes; a whole number of every type
    /** What one array of Java holds. */
    private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

    private final Path file;
    private final NpyHeader header;

    private NpyFile(Path file, NpyHeader header) {
        this.file = file;
        this.header = header;
    }

    /** Takes numbers in their order. */
    private interface Numbers {
        void take(int index, ByteBuffer buffer);
    }

    /**
     * Opens a file.
     *
     * @throws NpyException if there is none, it is of another kind, or it does not have the bytes that it says
     */
    public static NpyFile open(Path file) {
        String source = file.toString();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            NpyHeader header = NpyHeader.read(source, channel);
            long expected = bytes(source, header);
            long bytes = channel.size() - header.dataOffset();
            if (bytes != expected) {
                throw new NpyException(
                        Reason.LENGTH,
                        source,
                        header.dataOffset(),
                        bytes + " bytes of numbers, expected " + expected + " by shape " + header.shape() + " of "
                                + header.type());
            }
            return new NpyFile(file, header);
        } catch (IOException e) {
            throw NpyException.unreadable(file, e);
        }
    }

    private static long bytes(String source, NpyHeader header) {
        try {
            return header.shape().stream().reduce((long) header.type().bytes(), Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new NpyException(
                    Reason.SHAPE,
                    source,
                    NpyException.NO_OFFSET,
                    "shape " + header.shape() + ", expected fewer bytes",
                    e);
        }
    }

    /** Whether it is a matrix of floating-point numbers, which {@link #matrix} reads. */
    public boolean isMatrix() {
        return header.type().isFloat() && header.shape().size() == 2;
    }

    /** Its first size. */
    public long rows() {
        return header.shape().get(0);
    }

    /** Its second size; 1 for a list. */
    public long columns() {
        return header.shape().size() == 1 ? 1 : header.shape().get(1);
    }

    /**
     * Reads all rows of a matrix; of float64 each number becomes the nearest float32.
     *
     * @return float32 [rows, columns], row-major, finite
     * @throws NpyException if it is no matrix of floating-point numbers, is larger than an array of Java, or has a number that is
     *     NaN or beyond float32
     */
    public float[] matrix() {
        try (NpyRows rows = rowByRow()) {
            float[] values = new float[count()];
            rows.next(values);
            return values;
        }
    }

    /**
     * The rows of a matrix, to be read one after the other; the caller closes it.
     *
     * @throws NpyException if it is no matrix of floating-point numbers
     */
    public NpyRows rowByRow() {
        if (!isMatrix()) {
            throw problem(Reason.SHAPE, "expected a matrix of float16, float32 or float64");
        }
        return new NpyRows(file, header);
    }

    /**
     * Reads a list of whole numbers.
     *
     * @return int32 [rows]
     * @throws NpyException if it is no such list, or has a number beyond int32
     */
    public int[] integers() {
        if (header.type().isFloat() || header.shape().size() != 1) {
            throw problem(Reason.SHAPE, "expected a list of int32 or int64");
        }
        int[] values = new int[count()];
        read((index, buffer) -> {
            long value = header.type().nextWhole(buffer);
            if (value != (int) value) {
                throw new NpyException(
                        Reason.VALUE,
                        file.toString(),
                        header.dataOffset() + (long) index * header.type().bytes(),
                        value + ", expected numbers that int32 holds");
            }
            values[index] = (int) value;
        });
        return values;
    }

    private int count() {
        long count = rows() * columns();
        if (count > MOST_NUMBERS) {
            throw problem(Reason.SHAPE, "expected at most " + MOST_NUMBERS + " numbers");
        }
        return (int) count;
    }

    private NpyException problem(Reason reason, String expected) {
        return new NpyException(
                reason,
                file.toString(),
                NpyException.NO_OFFSET,
                header.type() + " of shape " + header.shape() + ", " + expected);
    }

    private void read(Numbers numbers) {
        int each = header.type().bytes();
        int count = count();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(header.dataOffset());
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, (long) count * each))
                    .order(header.order());
            for (int index = 0; index < count; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), (long) (count - index) * each));
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw problem(Reason.LENGTH, "expected a file that stays as it is while it is read");
                    }
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    numbers.take(index++, buffer);
                }
            }
        } catch (IOException e) {
            throw NpyException.unreadable(file, e);
        }
    }
}
