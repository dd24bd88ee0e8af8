package dev.diptych.contrastive.embed.file;

import dev.diptych.contrastive.embed.file.NpyException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows of a matrix in a {@code .npy} file, one after the other; of float64 each number becomes the nearest float32. */
public final class NpyRows implements AutoCloseable {
    private static final int BUFFER = 1 << 20; // bytes; a whole number of every type

    private final Path file;
    private final NpyHeader header;
    private final SeekableByteChannel channel;
    private final ByteBuffer buffer;
    private final long columns;
    private final long count;
    private long index;

    NpyRows(Path file, NpyHeader header) {
        this.file = file;
        this.header = header;
        this.columns = header.shape().get(1);
        this.count = header.shape().get(0) * columns;
        this.buffer = ByteBuffer.allocate(
                        (int) Math.min(BUFFER, count * header.type().bytes()))
                .order(header.order());
        buffer.limit(0);
        try {
            this.channel = Files.newByteChannel(file);
            channel.position(header.dataOffset());
        } catch (IOException e) {
            throw NpyException.unreadable(file, e);
        }
    }

    /**
     * Reads the next rows, as many as there are and fit.
     *
     * @param target float32 [rows, columns], row-major, finite
     * @return how many rows; 0 after the last
     * @throws NpyException if a number is NaN or beyond float32, or the file has become shorter
     */
    public int next(float[] target) {
        if (columns == 0) {
            return 0;
        }
        int values = (int) Math.min(target.length / columns * columns, count - index);
        for (int i = 0; i < values; i++) {
            if (!buffer.hasRemaining()) {
                fill();
            }
            target[i] = header.type().nextFloat(buffer);
            if (!Float.isFinite(target[i])) {
                throw new NpyException(
                        Reason.VALUE,
                        file.toString(),
                        header.dataOffset() + index * header.type().bytes(),
                        "row " + index / columns + ": " + target[i] + ", expected numbers that float32 holds");
            }
            index++;
        }
        return (int) (values / columns);
    }

    private void fill() {
        buffer.clear().limit((int)
                Math.min(buffer.capacity(), (count - index) * header.type().bytes()));
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new NpyException(
                            Reason.LENGTH,
                            file.toString(),
                            NpyException.NO_OFFSET,
                            header.type() + " of shape " + header.shape()
                                    + ", expected a file that stays as it is while it is read");
                }
            }
        } catch (IOException e) {
            throw NpyException.unreadable(file, e);
        }
        buffer.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw NpyException.unreadable(file, e);
        }
    }
}
