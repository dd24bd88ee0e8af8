package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of an archive or folder, one after the other, in an order that is the same on every run. Folders, links and
 * devices in it are passed over. Every method throws {@link IngestException}, naming the archive and the member or
 * offset, where the input is damaged.
 */
public sealed interface Archive extends Closeable permits TarArchive, ZipArchive, FolderArchive {
    /** Returns the name for error lines and provenance. */
    String source();

    /** Moves to the next file and returns it, or null after the last. */
    @Nullable
    Member next();

    /**
     * Reads the file that {@link #next()} moved to; at most once.
     *
     * @throws IngestException with {@link Reason#TOO_LARGE} if it holds more than {@code limit} bytes
     */
    byte[] bytes(long limit);

    /** Returns whether {@link #next()} can go on after {@link #bytes} has thrown {@code e}. */
    boolean survives(IngestException e);

    /** Returns how much of the archive has been read, from 0 to 1. */
    double fraction();

    @Override
    void close();

    /**
     * Opens a folder, or an archive whose format its first bytes tell.
     *
     * @throws IngestException if there is no such file, or it is no archive of a known format
     */
    static Archive open(Path path) {
        String source = String.valueOf(path.getFileName() == null ? path : path.getFileName());
        if (Files.isDirectory(path)) {
            return FolderArchive.open(source, path);
        }
        if (!Files.exists(path)) {
            throw new IngestException(Reason.MISSING, path.toString(), "no such file, expected an archive or a folder");
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(512);
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    path.toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected an archive",
                    e);
        }
        return switch (ArchiveFormat.detect(head)) {
            case TAR -> TarArchive.open(source, path);
            case TAR_GZ -> TarArchive.openGzip(source, path);
            case ZIP -> ZipArchive.open(source, path);
            case EMPTY -> throw new IngestException(Reason.EMPTY, path.toString(), "0 bytes, expected an archive");
            case UNKNOWN ->
                throw new IngestException(
                        Reason.UNKNOWN_FORMAT,
                        path.toString(),
                        0,
                        "an unknown signature, expected tar, tar.gz, zip or a folder");
        };
    }
}
