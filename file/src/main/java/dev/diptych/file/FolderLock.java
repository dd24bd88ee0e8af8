package dev.diptych.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * The system holds the lock for the process and lets go of it when that ends, however it ends: a lock file that is there
 * says nothing, the lock on it does. The file is deleted by whoever holds the lock, so one that was just locked may have
 * lost its name to another: it counts only if the name still stands for it. The lock is on a byte far behind the
 * contents, which Windows would not let others read otherwise. A second open of the file would lose the lock when it is
 * closed, as POSIX has it, so what this process holds is looked up before the file is opened.
 */
/**
 * The right to write a folder, which one command has at a time. It ends with the process, killed or not. On network file
 * systems it is as good as their locks are: NFS needs version 4, or the lock daemon of version 3.
 */
public final class FolderLock implements AutoCloseable {
    /** The file in the folder while it is locked: the process, its command, and since when. */
    public static final String FILE = "diptych.lock";

    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int LONGEST = 1 << 10; // bytes of the contents that are read
    private static final Map<Path, String> OWN = new ConcurrentHashMap<>();

    private final Path folder;
    private final Path file;
    private final Path key;
    private final List<Path> created;
    private final FileChannel channel;

    private FolderLock(Path folder, Path key, List<Path> created, FileChannel channel) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.key = key;
        this.created = created;
        this.channel = channel;
    }

    /**
     * Locks a folder, which is made if it is not there.
     *
     * @param command for the line that another command gets, such as {@code train}
     * @throws LockedException if another command has it
     */
    public static FolderLock take(Path folder, String command) throws IOException {
        List<Path> created = create(folder);
        Path key = folder.toRealPath().resolve(FILE);
        String holder = ProcessHandle.current().pid() + " (diptych " + command + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
        String own = OWN.putIfAbsent(key, holder);
        if (own != null) {
            throw new LockedException(folder, own);
        }
        try {
            FileChannel channel = lock(folder, folder.resolve(FILE));
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            return new FolderLock(folder, key, created, channel);
        } catch (IOException e) {
            release(key, created);
            throw Trouble.named(folder.resolve(FILE), e);
        } catch (RuntimeException e) {
            release(key, created);
            throw e;
        }
    }

    private static void release(Path key, List<Path> created) throws IOException {
        OWN.remove(key);
        deleteEmpty(created);
    }

    /** Lets go. Folders that were made for the lock are deleted if they are still empty. */
    @Override
    public void close() throws IOException {
        try (FileChannel closed = channel) {
            Files.deleteIfExists(file);
            deleteEmpty(created);
        } finally {
            OWN.remove(key);
        }
    }

    @Override
    public String toString() {
        return "lock of " + folder;
    }

    private static FileChannel lock(Path folder, Path file) throws IOException {
        FileChannel locked = null;
        while (locked == null) {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                requireFile(folder, file);
            }
            locked = lockIfThere(folder, file);
        }
        return locked;
    }

    /** Locks the file, or returns null where its holder has deleted it meanwhile. */
    private static @Nullable FileChannel lockIfThere(Path folder, Path file) throws IOException {
        try {
            Object before = identity(file);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            if (locked(folder, channel) && Objects.equals(before, identity(file))) {
                return channel;
            }
            channel.close();
            return null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean locked(Path folder, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) != null) {
                return true;
            }
        } catch (IOException e) {
            channel.close();
            throw new IOException(folder + ": cannot be locked (" + e.getMessage()
                    + "), expected a file system with locks, such as a local one or NFS 4");
        }
        String holder = contents(channel);
        channel.close();
        throw new LockedException(folder, holder);
    }

    private static void requireFile(Path folder, Path file) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!found.isRegularFile()) {
            throw new LinkException(folder.resolve(FILE), found.isSymbolicLink() ? "a link" : "no file", "a file");
        }
    }

    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? "" : key; // Windows has none, and deletes no file that is open
    }

    private static String contents(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    }

    /** Makes a folder, and returns what had to be made, the innermost first. */
    private static List<Path> create(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path at = folder.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
            missing.add(at);
        }
        Files.createDirectories(folder);
        return missing;
    }

    private static void deleteEmpty(List<Path> folders) {
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                return; // something is in it
            }
        }
    }
}
