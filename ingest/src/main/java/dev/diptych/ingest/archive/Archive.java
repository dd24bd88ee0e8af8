package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.format.Container;
import dev.diptych.ingest.archive.format.Entry;
import dev.diptych.ingest.archive.format.Opener;
import dev.diptych.ingest.archive.format.Opener.Opened;
import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.Failures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The files of an archive or folder, one after the other, in an order that is the same on every run: tar, plain or under
 * gzip, bzip2, xz, zstd or lz4, zip, 7z and Debian packages, told apart by their bytes. An archive in an archive is read too,
 * its members under its name; one in that is a problem. Folders and devices are passed over.
 *
 * <p>Hostile input makes members with a problem, never any other exception: {@link #next()} does not fail on it, and
 * {@link #bytes} throws {@link IngestException} for that member alone. Time and memory are bounded by the size of the file and
 * by the limits that {@code docs/formats.md} lists. For one thread.
 */
public final class Archive implements Members {
    /** The name of the archive on standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    /** An archive with more members is read up to here. */
    public static final long MAX_MEMBERS = 20_000_000;

    /** How many archives an archive may be nested in. */
    private static final int MAX_DEPTH = 1;

    private static final int BUFFER = 1 << 13;

    private static final String ARCHIVE = "the tar, zip, 7z or deb that its name says";

    /** Memory is taken for so many bytes before they are read, if an archive says that there are so many. */
    private static final int MAX_TRUSTED_SIZE = 1 << 20;

    private final String source;
    private final ReadOptions options;
    private final Deque<Opened> open = new ArrayDeque<>();
    private final long maxMembers;
    private long count;
    private @Nullable InputStream contents;
    private @Nullable Entry current;
    private @Nullable IngestException failure;

    private Archive(String source, Opened first, ReadOptions options, long maxMembers) {
        this.source = source;
        this.options = options;
        this.maxMembers = maxMembers;
        open.push(first);
    }

    /**
     * Opens a folder, an archive whose format its first bytes tell, or {@link #STANDARD_INPUT}.
     *
     * @throws IngestException if there is no such file, or it is no archive of a known format, or its directory is damaged
     */
    public static Archive open(Path path, ReadOptions options) {
        return open(path, options, MAX_MEMBERS);
    }

    /** Opens an archive or folder with the default options. */
    public static Archive open(Path path) {
        return open(path, ReadOptions.DEFAULT);
    }

    static Archive open(Path path, ReadOptions options, long maxMembers) {
        if (path.equals(STANDARD_INPUT)) {
            return read("-", System.in, options);
        }
        String source = String.valueOf(path.getFileName() == null ? path : path.getFileName());
        if (Files.isDirectory(path)) {
            return of(FolderListing.of(path, options.followLinks()), options, maxMembers);
        }
        if (!Files.exists(path)) {
            throw new IngestException(Reason.MISSING, path.toString(), "no such file, expected an archive or a folder");
        }
        try {
            @Nullable Opened opened = Opener.file(source, "", path, options.maxMemory());
            if (opened == null) {
                throw Files.size(path) == 0
                        ? new IngestException(Reason.EMPTY, path.toString(), "0 bytes, expected an archive")
                        : Opener.unknown(
                                path.toString(),
                                Opener.head(path),
                                "tar (also under gzip, bzip2, xz, zstd, lz4), zip, 7z, deb or a folder");
            }
            return new Archive(source, opened, options, maxMembers);
        } catch (IOException | RuntimeException e) {
            throw Failures.of(e, path.toString(), IngestException.NO_OFFSET, "an archive");
        }
    }

    /** Reads the files of a folder that has been listed. */
    public static Archive of(FolderListing listing, ReadOptions options) {
        return of(listing, options, MAX_MEMBERS);
    }

    private static Archive of(FolderListing listing, ReadOptions options, long maxMembers) {
        Opened folder = folder(listing.source(), new FolderContainer(listing));
        return new Archive(listing.source(), folder, options, maxMembers);
    }

    /**
     * Reads a tar, compressed or not, from a stream, which is closed with it.
     *
     * @throws IngestException if it is none; zip and 7z have their directory at the end, so they must be files
     */
    public static Archive read(String source, InputStream in, ReadOptions options) {
        try {
            @Nullable Opened opened = Opener.stream(source, "", in, -1, options.maxMemory());
            if (opened == null) {
                throw Opener.unknown(source, new byte[1], "a tar, plain or under gzip, bzip2, xz, zstd or lz4");
            }
            return new Archive(source, opened, options, MAX_MEMBERS);
        } catch (IOException | RuntimeException e) {
            throw Failures.of(e, source, IngestException.NO_OFFSET, "a tar");
        }
    }

    /**
     * Reads the files below a folder that a list names, in its order; archives among them are files like others.
     *
     * @throws IngestException if there is no such folder
     */
    public static Archive listed(Path folder, Collection<String> names, ReadOptions options) {
        String source = String.valueOf(folder.getFileName() == null ? folder : folder.getFileName());
        Container files = ListedContainer.open(source, folder, names, options.followLinks());
        return new Archive(source, folder(source, files), options, MAX_MEMBERS);
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public @Nullable Member next() {
        drop();
        while (!open.isEmpty()) {
            if (count == maxMembers) {
                return tooMany();
            }
            Opened from = open.getFirst();
            try {
                current = from.container().next();
                if (current == null) {
                    pop();
                } else {
                    @Nullable Member member = member(from, current);
                    if (member != null) {
                        return member;
                    }
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                String where = from.prefix().isEmpty() ? source : source + "!" + from.prefix();
                pop();
                return bad(from.prefix(), Failures.of(e, where, IngestException.NO_OFFSET, "a whole archive"));
            }
        }
        return null;
    }

    @Override
    public byte[] bytes(long limit) {
        if (failure != null) {
            throw failure;
        }
        Entry entry = current;
        if (entry == null || open.isEmpty()) {
            throw new IllegalStateException("no current member, expected a call of next() before");
        }
        Opened from = open.getFirst();
        return read(entry, where(from, entry), limit, () -> {
            InputStream in = contents == null ? from.container().open() : contents;
            contents = in;
            return in;
        });
    }

    @Override
    public @Nullable Later later(long limit) {
        Entry entry = current;
        Path file = failure != null || entry == null
                ? null
                : open.getFirst().container().file();
        if (entry == null || file == null) {
            return null;
        }
        Opened from = open.getFirst();
        return new Later(entry.size(), () -> {
            String where = where(from, entry);
            try (InputStream in = Files.newInputStream(file)) {
                return read(entry, where, limit, () -> in);
            } catch (IOException e) {
                throw Failures.of(e, where, entry.offset(), "a whole member");
            }
        });
    }

    @Override
    public @Nullable StoredFile stored() {
        Entry entry = current;
        if (failure != null || entry == null) {
            return null;
        }
        Opened from = open.getFirst();
        Path file = from.container().file();
        Path holder = file == null ? from.container().holder() : file;
        return holder == null || contents != null
                ? null
                : new StoredFile(
                        holder.toAbsolutePath().toString(),
                        where(from, entry),
                        file == null ? entry.offset() : 0,
                        entry.size(),
                        file != null);
    }

    private String where(Opened from, Entry entry) {
        return source + "!" + from.prefix() + MemberName.plain(entry.name());
    }

    interface Contents {
        InputStream open() throws IOException;
    }

    private static byte[] read(Entry entry, String where, long limit, Contents contents) {
        return read(entry.size(), entry.offset(), where, limit, contents);
    }

    /** Reads contents whole, of a size that may not be known before. */
    static byte[] read(long size, long offset, String where, long limit, Contents contents) {
        if (size > limit) {
            throw new IngestException(Reason.TOO_LARGE, where, offset, size + " bytes, expected at most " + limit);
        }
        try {
            InputStream in = contents.open();
            byte[] read = read(in, size, (int) Math.min(limit, Integer.MAX_VALUE - 8));
            if (in.read() >= 0) {
                throw new IngestException(Reason.TOO_LARGE, where, offset, "more bytes, expected at most " + limit);
            }
            return read;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw Failures.of(e, where, offset, "a whole member");
        }
    }

    /** Reads to the end or to the limit; in one go where a size is known. */
    private static byte[] read(InputStream in, long size, int limit) throws IOException {
        byte[] whole = new byte[(int) Math.max(0, Math.min(size, Math.min(limit, MAX_TRUSTED_SIZE)))];
        int length = in.readNBytes(whole, 0, whole.length);
        byte[] rest = in.readNBytes(limit - length);
        if (length == whole.length && rest.length == 0) {
            return whole;
        }
        byte[] read = Arrays.copyOf(whole, length + rest.length);
        System.arraycopy(rest, 0, read, length, rest.length);
        return read;
    }

    @Override
    public double fraction() {
        return open.isEmpty() ? 1 : open.getLast().container().fraction();
    }

    @Override
    public void close() {
        drop();
        while (!open.isEmpty()) {
            pop();
        }
    }

    /** Returns the member, or null where it is an archive, which is opened. */
    private @Nullable Member member(Opened from, Entry entry) {
        String name = from.prefix() + MemberName.plain(entry.name());
        boolean listed = from.container() instanceof ListedContainer;
        @Nullable IngestException problem = entry.problem();
        if (problem == null && !listed) {
            problem = MemberName.problem(source, name.substring(from.prefix().length()));
        }
        if (problem != null) {
            return bad(name, problem);
        }
        if (!listed && MemberName.mayBeArchive(name)) {
            try {
                if (nested(from, name)) {
                    return null;
                }
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                IngestException known = Failures.of(e, source + "!" + name, entry.offset(), "a whole member");
                return bad(name, known);
            }
        }
        return new Member(count++, name, entry.offset(), null);
    }

    private boolean nested(Opened from, String name) throws IOException {
        String prefix = name + "/";
        String where = source + "!" + name;
        boolean named = MemberName.saysArchive(name);
        Path file = from.container().file();
        if (file != null) {
            @Nullable Opened opened = Opener.file(where, prefix, file, options.maxMemory());
            if (opened == null && named) {
                throw Opener.unknown(where, Opener.head(file), ARCHIVE);
            }
            return opened != null && push(opened);
        }
        BufferedInputStream in = new BufferedInputStream(from.container().open(), BUFFER);
        contents = in;
        byte[] head = Opener.peek(in);
        if (!Opener.isArchive(in, named)) {
            if (named) {
                throw Opener.unknown(where, head, ARCHIVE);
            }
            return false;
        }
        if (from.depth() == MAX_DEPTH) {
            throw new IngestException(
                    Reason.NESTED_TOO_DEEP, where, "an archive in an archive in an archive, expected at most two");
        }
        @Nullable Opened inner = Opener.nested(where, in, from, prefix);
        if (inner == null && named) {
            throw Opener.unknown(where, head, ARCHIVE);
        }
        return inner != null && push(inner);
    }

    private boolean push(Opened opened) {
        open.push(opened);
        contents = null;
        return true;
    }

    private Member bad(String name, IngestException problem) {
        failure = problem;
        return new Member(count++, name, problem.offset(), problem);
    }

    private Member tooMany() {
        close();
        return bad(
                "",
                new IngestException(
                        Reason.TOO_MANY_MEMBERS,
                        source,
                        "more than " + maxMembers + " members, expected at most that"));
    }

    private void drop() {
        try {
            if (contents != null) {
                contents.close();
            }
        } catch (IOException e) {
            // Only read from; what matters was said when it was.
        } finally {
            contents = null;
            current = null;
            failure = null;
        }
    }

    private void pop() {
        try {
            open.pop().container().close();
        } catch (IOException e) {
            // Only read from; what matters was said when it was.
        }
    }

    private static Opened folder(String source, Container container) {
        return new Opened(container, new Expansion(source, () -> Long.MAX_VALUE), "", 0);
    }
}
