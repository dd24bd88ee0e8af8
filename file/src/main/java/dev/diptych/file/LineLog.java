package dev.diptych.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows by whole lines: each is handed to the system at once, and one that does not fit on the disk leaves the file as
 * it was. There is no file before there is a line.
 */
public final class LineLog implements AutoCloseable {
    private final @Nullable Path file; // null for one that keeps nothing
    private @Nullable FileChannel channel;

    private LineLog(@Nullable Path file) {
        this.file = file;
    }

    /** Goes on with a file, of which only some lines are kept; one that was cut short is not. */
    public static LineLog open(Path file, Predicate<String> kept) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            StringBuilder text = new StringBuilder();
            lines(file).stream().filter(kept).forEach(line -> text.append(line).append('\n'));
            WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new LineLog(file);
    }

    /** One that keeps nothing. */
    public static LineLog none() {
        return new LineLog(null);
    }

    /** The file's lines but for a last one that was cut short; none where there is no file. */
    public static List<String> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') { // the cut may be in the middle of a character
            whole--;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, whole));
            return text.toString().lines().toList();
        } catch (CharacterCodingException e) {
            throw new FileSystemException(file.toString(), null, "bytes that are no UTF-8, expected lines of text");
        }
    }

    /** Adds a line. */
    public void append(String line) throws IOException {
        if (file == null) {
            return;
        }
        try {
            if (channel == null) {
                channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            }
            write(channel, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        long end = channel.size();
        channel.position(end);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
