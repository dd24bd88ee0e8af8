package dev.diptych.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/*
 * A rename is atomic for whoever looks at the folder, not for the disk: after a loss of power the new name may stand for
 * an empty file. So the contents are forced before the rename, and the folder, which holds the name, after it.
 */
/**
 * A file that is there whole or not at all, whatever ends the process or the machine: written under another name beside
 * it, forced to the disk, moved to its name; then its folder is forced. A link that stands at either name is replaced,
 * not followed.
 *
 * <pre>{@code
 * try (WholeFile file = WholeFile.begin(path)) {
 *     // write to file.partial()
 *     file.commit();
 * }
 * }</pre>
 */
public final class WholeFile implements AutoCloseable {
    /** What a file's name ends in until the file is whole. */
    public static final String SUFFIX = ".partial";

    private final Path file;
    private final Path partial;

    private WholeFile(Path file, Path partial) {
        this.file = file;
        this.partial = partial;
    }

    /** What writes a file's contents. */
    @FunctionalInterface
    public interface Contents {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Begins a file; what an interrupted process left under its other name is deleted, and a folder that is missing made. */
    public static WholeFile begin(Path file) throws IOException {
        return begin(file, SUFFIX);
    }

    /** Makes a folder, and those above it, that are missing; {@link Files#createDirectories} refuses a link to one. */
    public static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    /**
     * Begins a file that several processes may write at the same time, such as one of a cache: each has another name for
     * it, and the last to be whole stays.
     */
    public static WholeFile beginShared(Path file) throws IOException {
        String thread =
                ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
        return begin(file, "." + thread + SUFFIX);
    }

    private static WholeFile begin(Path file, String suffix) throws IOException {
        WholeFile begun = new WholeFile(file, beside(file, suffix));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            makeFolder(folder);
        }
        Files.deleteIfExists(begun.partial);
        return begun;
    }

    /** Writes {@code file} in place of what stood there. */
    public static void write(Path file, byte[] contents) throws IOException {
        write(file, out -> out.write(contents));
    }

    /** Writes a file that several processes may write at the same time, as {@link #beginShared} has it. */
    public static void writeShared(Path file, byte[] contents) throws IOException {
        try (WholeFile whole = beginShared(file)) {
            Files.write(whole.partial, contents);
            whole.commit();
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    /** Writes {@code file} in place of what stood there. The stream is not buffered. */
    public static void write(Path file, Contents contents) throws IOException {
        try (WholeFile whole = begin(file)) {
            try (OutputStream out = Files.newOutputStream(whole.partial, StandardOpenOption.CREATE_NEW)) {
                contents.writeTo(out);
            }
            whole.commit();
        } catch (IOException e) {
            throw Trouble.named(file, e);
        }
    }

    /**
     * Moves a file that nobody writes any more to its name, in place of what stood there.
     *
     * @param whole in the same file system
     */
    public static void move(Path whole, Path file) throws IOException {
        force(whole);
        rename(whole, file);
    }

    /** Gives a file that is forced already, or a folder of such, another name in its file system. */
    public static void rename(Path whole, Path file) throws IOException {
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolderOf(file);
    }

    /** Hands a file's contents to the disk. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false); // the length goes with the contents
        }
    }

    /**
     * Hands the names in a folder to the disk, where the system can; Windows, and some file systems of networks, open no
     * folders.
     */
    public static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // the contents are forced; only the moment of the rename is the system's to choose
        }
    }

    /** Where the contents go until they are whole. */
    public Path partial() {
        return partial;
    }

    /** Moves what was written to the file's name. Nothing may be open on it. */
    public void commit() throws IOException {
        move(partial, file);
    }

    /** Deletes what was written unless it was committed. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(partial);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void forceFolderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            forceFolder(folder);
        }
    }
}
