package dev.diptych.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A new folder that is there whole or not at all: filled under another name beside it, then moved to its name. Its files are to be
 * forced by whoever writes them, as {@link WholeFile} does, or by {@link #commit}.
 *
 * <pre>{@code
 * try (WholeFolder folder = WholeFolder.begin(path)) {
 *     // write to folder.partial()
 *     folder.commit();
 * }
 * }</pre>
 */
public final class WholeFolder implements AutoCloseable {
    private final Path folder;
    private final Path partial;

    private WholeFolder(Path folder, Path partial) {
        this.folder = folder;
        this.partial = partial;
    }

    /**
     * Begins a folder.
     *
     * @throws DirectoryNotEmptyException if there are files in it
     * @throws FileAlreadyExistsException if it is a file
     */
    public static WholeFolder begin(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new DirectoryNotEmptyException(folder.toString());
                }
            }
        } else if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        Path absolute = folder.toAbsolutePath();
        Path beside = absolute.resolveSibling(
                absolute.getFileName() + "." + ProcessHandle.current().pid() + WholeFile.SUFFIX);
        OwnFolder.delete(beside);
        return new WholeFolder(folder, OwnFolder.create(beside));
    }

    /** Where its files go until it is whole. */
    public Path partial() {
        return partial;
    }

    /** Hands the files to the disk and moves the folder to its name. Nothing may be open in it. */
    public void commit() throws IOException {
        try (Stream<Path> files = Files.walk(partial)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                WholeFile.force(file);
            }
        }
        Files.deleteIfExists(folder);
        WholeFile.rename(partial, folder);
    }

    /** Deletes what was written unless it was committed. */
    @Override
    public void close() throws IOException {
        OwnFolder.delete(partial);
    }
}
