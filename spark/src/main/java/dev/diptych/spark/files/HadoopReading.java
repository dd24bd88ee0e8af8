package dev.diptych.spark.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.util.functional.FutureIO;

/*
 * Formats read a few bytes here and there, which a system far away answers one request after the other: so whatever is asked for, so much
 * is read ahead. What is to be mapped is copied to the disk, and mapped there; the copy has no name and goes with its map.
 */
/** A file that is read at any place. Any number of threads may share it; they wait for each other. */
final class HadoopReading extends FileChannel {
    private static final int AHEAD = 1 << 16;

    private final HadoopPath path;
    private final FSDataInputStream in;
    private final long size;
    private final byte[] ahead = new byte[AHEAD];
    private long aheadAt;
    private int aheadLength;
    private long position;

    private HadoopReading(HadoopPath path, FSDataInputStream in, long size) {
        this.path = path;
        this.in = in;
        this.size = size;
    }

    static HadoopReading open(HadoopPath path, FileStatus status) throws IOException {
        FSDataInputStream in = HadoopSystem.ask(
                path,
                (files, place) -> FutureIO.awaitFuture(
                        files.openFile(place).withFileStatus(status).build()));
        return new HadoopReading(path, in, status.getLen());
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        int read = read(target, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public synchronized int read(ByteBuffer target, long from) throws IOException {
        requireOpen();
        if (from < 0) {
            throw new IllegalArgumentException(path + ": position " + from + ", expected at least 0");
        }
        if (from >= size) {
            return -1;
        }
        int wanted = (int) Math.min(target.remaining(), size - from);
        if (wanted == 0) {
            return 0;
        }
        try {
            if (wanted >= AHEAD && target.hasArray()) {
                return readTo(target, from, wanted);
            }
            if (from < aheadAt || from >= aheadAt + aheadLength) {
                fill(from);
            }
        } catch (IOException | RuntimeException e) {
            throw HadoopRefusal.of(path, e);
        }
        int at = (int) (from - aheadAt);
        int count = Math.min(wanted, aheadLength - at);
        target.put(ahead, at, count);
        return count;
    }

    private int readTo(ByteBuffer target, long from, int count) throws IOException {
        seek(from);
        in.readFully(target.array(), target.arrayOffset() + target.position(), count);
        target.position(target.position() + count);
        return count;
    }

    private void fill(long from) throws IOException {
        aheadLength = 0;
        int count = (int) Math.min(AHEAD, size - from);
        seek(from);
        in.readFully(ahead, 0, count);
        aheadAt = from;
        aheadLength = count;
    }

    private void seek(long to) throws IOException {
        if (in.getPos() != to) {
            in.seek(to);
        }
    }

    @Override
    public synchronized long read(ByteBuffer[] targets, int from, int count) throws IOException {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            while (targets[i].hasRemaining()) {
                int read = read(targets[i]);
                if (read < 0) {
                    return sum == 0 ? -1 : sum;
                }
                sum += read;
            }
        }
        return sum;
    }

    @Override
    public synchronized long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized FileChannel position(long to) throws IOException {
        requireOpen();
        if (to < 0) {
            throw new IllegalArgumentException(path + ": position " + to + ", expected at least 0");
        }
        position = to;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return size;
    }

    @Override
    public synchronized long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(AHEAD);
        long done = 0;
        while (done < count) {
            part.clear().limit((int) Math.min(AHEAD, count - done));
            if (read(part, from + done) < 0) {
                break;
            }
            part.flip();
            while (part.hasRemaining()) {
                done += target.write(part);
            }
        }
        return done;
    }

    /** Copies the part to a file of the system without a name, and maps that. */
    @Override
    public MappedByteBuffer map(MapMode mode, long from, long length) throws IOException {
        if (mode != MapMode.READ_ONLY) {
            throw new NonWritableChannelException();
        }
        Path scratch = Files.createTempFile("diptych-", ".part");
        try (FileChannel copy = FileChannel.open(
                scratch, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            if (transferTo(from, length, copy) < length) {
                throw new IOException(path + ": " + size + " bytes, expected " + (from + length));
            }
            return copy.map(MapMode.READ_ONLY, 0, length);
        }
    }

    @Override
    public void force(boolean metaData) {
        // Nothing was written.
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public long write(ByteBuffer[] sources, int from, int count) {
        throw new NonWritableChannelException();
    }

    @Override
    public int write(ByteBuffer source, long to) {
        throw new NonWritableChannelException();
    }

    @Override
    public FileChannel truncate(long length) {
        throw new NonWritableChannelException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new NonWritableChannelException();
    }

    @Override
    public FileLock lock(long from, long length, boolean shared) {
        throw new UnsupportedOperationException(path + ": Hadoop has no locks");
    }

    @Override
    public FileLock tryLock(long from, long length, boolean shared) {
        throw new UnsupportedOperationException(path + ": Hadoop has no locks");
    }

    @Override
    protected void implCloseChannel() throws IOException {
        in.close();
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }
}
