package dev.diptych.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/*
 * A buffer of Java maps 2 GiB at most, so that a longer file is mapped in segments; what crosses the end of one is copied in
 * two parts. Pages are the system's: none of this is on Java's heap.
 */
/** A file of any length, mapped to be read, little-endian; any number of threads may read it. It stays as it is meanwhile. */
public final class MappedFile {
    private static final int SEGMENT = 1 << 30;

    private final long size;
    private final int segment;
    private final ByteBuffer[] bytes;
    private final IntBuffer[] ints;
    private final FloatBuffer[] floats;

    private MappedFile(long size, int segment, ByteBuffer[] bytes) {
        this.size = size;
        this.segment = segment;
        this.bytes = bytes;
        this.ints = new IntBuffer[bytes.length];
        this.floats = new FloatBuffer[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ints[i] = bytes[i].asIntBuffer();
            floats[i] = bytes[i].asFloatBuffer();
        }
    }

    /** Maps a file, which need not stay open. */
    public static MappedFile open(Path file) throws IOException {
        return open(file, SEGMENT);
    }

    /** @param segment bytes that are mapped at a time, a multiple of 8 */
    static MappedFile open(Path file, int segment) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer[] bytes = new ByteBuffer[(int) ((size + segment - 1) / segment)];
            for (int i = 0; i < bytes.length; i++) {
                long from = (long) i * segment;
                bytes[i] = channel.map(MapMode.READ_ONLY, from, Math.min(segment, size - from))
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
            return new MappedFile(size, segment, bytes);
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** Copies bytes from {@code position} on. */
    public void read(long position, byte[] target) {
        for (int done = 0; done < target.length; ) {
            long at = position + done;
            int part = (int) Math.min(target.length - done, segment - at % segment);
            bytes[(int) (at / segment)].get((int) (at % segment), target, done, part);
            done += part;
        }
    }

    /** The int64 at {@code position}, a multiple of 8. */
    public long int64(long position) {
        return bytes[(int) (position / segment)].getLong((int) (position % segment));
    }

    /** Copies int32 from {@code position} on, a multiple of 4, until {@code target} is full. */
    public void read(long position, int[] target) {
        for (int done = 0; done < target.length; ) {
            long at = position + (long) done * Integer.BYTES;
            int part = (int) Math.min(target.length - done, (segment - at % segment) / Integer.BYTES);
            ints[(int) (at / segment)].get((int) (at % segment) / Integer.BYTES, target, done, part);
            done += part;
        }
    }

    /** Copies float32 from {@code position} on, a multiple of 4. */
    public void read(long position, float[] target, int offset, int count) {
        for (int done = 0; done < count; ) {
            long at = position + (long) done * Float.BYTES;
            int part = (int) Math.min(count - done, (segment - at % segment) / Float.BYTES);
            floats[(int) (at / segment)].get((int) (at % segment) / Float.BYTES, target, offset + done, part);
            done += part;
        }
    }
}
