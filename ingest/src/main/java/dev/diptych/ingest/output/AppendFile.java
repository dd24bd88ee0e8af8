package dev.diptych.ingest.output;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that grows at its end, and can be cut back to a length that it had. */
public final class AppendFile extends OutputStream {
    private static final int BUFFER = 1 << 16;

    private final FileChannel file;
    private final OutputStream out;
    private long length;

    private AppendFile(FileChannel file, long length) {
        this.file = file;
        this.out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
        this.length = length;
    }

    /**
     * Opens a file of the unfinished run.
     *
     * @param length cuts the file to that many bytes; 0 begins it
     * @throws dev.diptych.ingest.IngestException if the file is shorter, or cannot be written
     */
    @SuppressWarnings("resource") // the channel is closed with the stream
    public static AppendFile open(OutputFolder folder, String name, long length) {
        Path path = folder.unfinished(name);
        AppendFile[] opened = new AppendFile[1];
        folder.act("open " + name, () -> {
            Files.createDirectories(path.getParent());
            FileChannel channel = new RandomAccessFile(path.toFile(), "rw").getChannel();
            if (channel.size() < length) {
                channel.close();
                throw new IOException(path + ": " + channel.size() + " bytes, expected at least " + length);
            }
            channel.truncate(length);
            channel.position(length);
            opened[0] = new AppendFile(channel, length);
        });
        return opened[0];
    }

    /** Returns how many bytes were written, with those of earlier runs. */
    public long length() {
        return length;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
        length += count;
    }

    /** Hands everything to the disk. */
    public void sync() throws IOException {
        out.flush();
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        try (FileChannel closed = file) {
            out.flush();
        }
    }
}
