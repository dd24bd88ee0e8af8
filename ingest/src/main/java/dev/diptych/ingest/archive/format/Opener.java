package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Compression;
import dev.diptych.ingest.compression.CountedInput;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.NoArchive;
import dev.diptych.ingest.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;

/** Opens the container that a file or a stream turns out to be. */
public final class Opener {
    /** A nested zip or 7z archive is read from memory, since it needs its end first. */
    static final int MAX_IN_MEMORY = 256 << 20;

    private static final int BUFFER = 1 << 16;

    /** How far a compressed stream is looked into for a tar: a block of bzip2 comes whole or not at all. */
    private static final int LOOK_AHEAD = 1 << 20;

    private Opener() {}

    /**
     * A container and what is decompressed for it.
     *
     * @param depth how many archives it is nested in
     */
    public record Opened(Container container, Expansion expansion, String prefix, int depth) {}

    /**
     * Opens a file, or returns null if it is no archive.
     *
     * @param maxMemory that a decompressor may take, in MiB
     */
    public static @Nullable Opened file(String source, String prefix, Path path, int maxMemory) throws IOException {
        ArchiveFormat format = ArchiveFormat.detect(head(path));
        return switch (format) {
            case ZIP, SEVEN_ZIP -> {
                SeekableByteChannel channel = Files.newByteChannel(path);
                long length = channel.size();
                Expansion expansion = new Expansion(source, () -> length, maxMemory);
                yield new Opened(seekable(format, source, channel, expansion), expansion, prefix, 0);
            }
            case TAR, COMPRESSED, AR ->
                stream(source, prefix, Files.newInputStream(path), Files.size(path), path, maxMemory);
            case EMPTY, UNKNOWN -> null;
        };
    }

    /**
     * Opens a stream that is a tar, compressed or not, or an ar; or returns null.
     *
     * @param length in bytes, or -1
     * @param maxMemory that a decompressor may take, in MiB
     */
    public static @Nullable Opened stream(String source, String prefix, InputStream from, long length, int maxMemory)
            throws IOException {
        return stream(source, prefix, from, length, null, maxMemory);
    }

    private static @Nullable Opened stream(
            String source, String prefix, InputStream from, long length, @Nullable Path path, int maxMemory)
            throws IOException {
        CountedInput file = new CountedInput(from);
        Expansion expansion = new Expansion(source, file::count, maxMemory);
        DoubleSupplier fraction = () -> length <= 0 ? 0 : Math.min(1, (double) file.count() / length);
        BufferedInputStream in = new BufferedInputStream(file, BUFFER);
        @Nullable Container container = forward(source, in, length, path, expansion, fraction);
        if (container == null) {
            from.close();
            return null;
        }
        return new Opened(container, expansion, prefix, 0);
    }

    /** Opens a member, or returns null if it is no archive; the stream then stands at its beginning. */
    public static @Nullable Opened nested(String source, BufferedInputStream in, Opened outer, String prefix)
            throws IOException {
        ArchiveFormat format = ArchiveFormat.detect(peek(in));
        @Nullable
        Container container = switch (format) {
            case ZIP, SEVEN_ZIP -> {
                byte[] whole = in.readNBytes(MAX_IN_MEMORY);
                if (in.read() >= 0) {
                    throw new IngestException(
                            Reason.TOO_LARGE,
                            source,
                            "a nested archive of more bytes, expected at most " + MAX_IN_MEMORY
                                    + "; unpack the outer one");
                }
                in.close();
                yield seekable(format, source, new SeekableInMemoryByteChannel(whole), outer.expansion());
            }
            case TAR, COMPRESSED, AR -> forward(source, in, -1, null, outer.expansion(), outer.container()::fraction);
            case EMPTY, UNKNOWN -> null;
        };
        return container == null ? null : new Opened(container, outer.expansion(), prefix, outer.depth() + 1);
    }

    /**
     * Returns whether a member is an archive; the stream stands at its beginning before and after.
     *
     * @param named whether its name says so
     */
    public static boolean isArchive(BufferedInputStream in, boolean named) throws IOException {
        byte[] head = peek(in);
        return switch (ArchiveFormat.detect(head)) {
            case TAR -> named || !isBlank(head);
            case COMPRESSED -> named || holdsTar(in, head);
            case ZIP, SEVEN_ZIP, AR -> true;
            case EMPTY, UNKNOWN -> false;
        };
    }

    private static @Nullable Container forward(
            String source,
            BufferedInputStream in,
            long length,
            @Nullable Path file,
            Expansion expansion,
            DoubleSupplier fraction)
            throws IOException {
        byte[] head = peek(in);
        return switch (ArchiveFormat.detect(head)) {
            case TAR -> new TarContainer(source, in, expansion, length, file, fraction);
            case AR -> new ArContainer(source, in, fraction);
            case COMPRESSED -> compressed(source, in, head, expansion, fraction);
            case ZIP, SEVEN_ZIP, EMPTY, UNKNOWN -> null;
        };
    }

    private static @Nullable Container compressed(
            String source, InputStream in, byte[] head, Expansion expansion, DoubleSupplier fraction)
            throws IOException {
        BufferedInputStream tar = new BufferedInputStream(compression(head).decompress(in, expansion), BUFFER);
        return TarReader.isTar(peek(tar)) ? new TarContainer(source, tar, expansion, -1, null, fraction) : null;
    }

    private static boolean holdsTar(BufferedInputStream in, byte[] head) throws IOException {
        in.mark(LOOK_AHEAD);
        try {
            // Not closed, since that would close the member.
            InputStream plain = compression(head).decompress(in, new Expansion("", () -> Long.MAX_VALUE));
            return TarReader.isTar(plain.readNBytes(ArchiveFormat.HEAD));
        } catch (IOException | RuntimeException e) {
            return false;
        } finally {
            in.reset();
        }
    }

    private static Compression compression(byte[] head) {
        Compression compression = Compression.detect(head);
        if (compression == null) {
            throw new IllegalStateException("no compression, expected one that was detected before");
        }
        return compression;
    }

    private static Container seekable(
            ArchiveFormat format, String source, SeekableByteChannel channel, Expansion expansion) throws IOException {
        try {
            return new RefusedMembers(
                    source,
                    format == ArchiveFormat.ZIP
                            ? ZipContainer.open(source, channel, expansion)
                            : SevenZipContainer.open(source, channel, expansion));
        } catch (IngestException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the first bytes of a file, as many as tell what it is. */
    public static byte[] head(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(ArchiveFormat.HEAD);
        }
    }

    /** Returns why a file that begins with these bytes is not read. */
    public static IngestException unknown(String source, byte[] head, String expected) {
        String told = NoArchive.told(head);
        String actual = told != null
                ? told
                : Compression.detect(head) == null ? "an unknown signature" : "compressed, but no tar";
        return new IngestException(Reason.UNKNOWN_FORMAT, source, 0, actual + ", expected " + expected);
    }

    public static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(ArchiveFormat.HEAD);
        byte[] head = in.readNBytes(ArchiveFormat.HEAD);
        in.reset();
        return head;
    }

    private static boolean isBlank(byte[] head) {
        for (byte b : head) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
