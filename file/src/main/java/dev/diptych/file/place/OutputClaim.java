package dev.diptych.file.place;

import dev.diptych.file.FolderLock;
import dev.diptych.file.Trouble;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * Where files cannot be locked, a file in the output says whose it is: the books' own name, a random one, and in words where they are.
 * Whoever has the lock on the books may go on; any other is refused, also after a kill, since nothing says that a process on another host
 * has ended.
 */
/**
 * The right to write an output, which one command has at a time: a {@link FolderLock} on a local folder. On another file system it is one on
 * the folder of the books, and a file in the output that says so, as exclusive as that system's creation of files is.
 */
public final class OutputClaim implements AutoCloseable {
    /** The file in an output that is not local, until no run is left to go on. */
    public static final String FILE = "diptych.claim";

    private static final String NAME = "claim.id";

    private final FolderLock lock;
    private final Path output;
    private final @Nullable Path books; // null where the lock is the output's own
    private final BooleanSupplier unfinished;

    private OutputClaim(FolderLock lock, Path output, @Nullable Path books, BooleanSupplier unfinished) {
        this.lock = lock;
        this.output = output;
        this.books = books;
        this.unfinished = unfinished;
    }

    /**
     * Takes it; folders that are missing are made.
     *
     * @param books as {@link Locations#books} says
     * @param command for the line that another command gets, such as {@code ingest}
     * @param unfinished asked at the end, whether the books are still wanted; an output that is not local then stays theirs
     * @throws dev.diptych.file.LockedException if another command has it
     * @throws ClaimedException if it is not local, and other books' run has not come to its end there
     */
    public static OutputClaim take(Path output, Path books, String command, BooleanSupplier unfinished)
            throws IOException {
        if (Locations.isLocal(output)) {
            return new OutputClaim(FolderLock.take(output, command), output, null, unfinished);
        }
        FolderLock lock = FolderLock.take(books, command);
        boolean begun = Files.exists(books.resolve(NAME));
        try {
            claim(output, books, command);
            return new OutputClaim(lock, output, books, unfinished);
        } catch (IOException e) {
            release(lock, books, begun);
            throw Trouble.named(output, e);
        } catch (RuntimeException e) {
            release(lock, books, begun);
            throw e;
        }
    }

    private static void release(FolderLock lock, Path books, boolean begun) throws IOException {
        try (FolderLock released = lock) {
            if (!begun) {
                Files.deleteIfExists(books.resolve(NAME));
            }
        }
    }

    private static void claim(Path output, Path books, String command) throws IOException {
        String own = own(books);
        String words = books.toAbsolutePath() + " on " + host() + " (diptych " + command + ")";
        Path file = output.resolve(FILE);
        WholeFile.makeFolder(output);
        try {
            Files.write(
                    file, (own + "\n" + words + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            String[] there = Files.readString(file).split("\n", -1);
            if (!there[0].equals(own)) {
                throw new ClaimedException(output, there.length > 1 ? there[1] : "", file);
            }
        }
    }

    private static String own(Path books) throws IOException {
        Path file = books.resolve(NAME);
        if (!Files.exists(file)) {
            WholeFile.write(file, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        }
        return Files.readString(file);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }

    /** Lets go; what nothing is in goes too. */
    @Override
    public void close() throws IOException {
        try (FolderLock released = lock) {
            if (books != null && !unfinished.getAsBoolean()) {
                Files.deleteIfExists(output.resolve(FILE));
                Files.deleteIfExists(books.resolve(NAME));
                deleteIfEmpty(output);
            }
        }
        if (books != null) {
            deleteIfEmpty(books);
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return; // something is in it
        }
    }

    @Override
    public String toString() {
        return "claim of " + output;
    }
}
