package dev.diptych.spark.files;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/*
 * The text of a path is its parts with one slash between; one that is absolute begins with a slash, and shows itself as a URL, by which it
 * is found again in another process.
 */
/** A path of one of Hadoop's file systems. */
final class HadoopPath implements Path {
    private static final String SEPARATOR = "/";

    private final HadoopSystem system;
    private final String text;

    /** What the listing that named it said of it, for the walk that asks next. */
    private final AtomicReference<@Nullable FileStatus> listed = new AtomicReference<>();

    private HadoopPath(HadoopSystem system, String text) {
        this.system = system;
        this.text = text;
    }

    static HadoopPath of(HadoopSystem system, String text) {
        boolean absolute = text.startsWith(SEPARATOR);
        List<String> parts = Arrays.stream(text.split(SEPARATOR))
                .filter(part -> !part.isEmpty())
                .toList();
        return new HadoopPath(system, (absolute ? SEPARATOR : "") + String.join(SEPARATOR, parts));
    }

    /** A file or folder of a listing. */
    HadoopPath listed(FileStatus status) {
        HadoopPath child = resolve(status.getPath().getName());
        child.listed.set(status);
        return child;
    }

    /** What a listing said of it, once: it may have changed later. */
    @Nullable
    FileStatus takeListed() {
        return listed.getAndSet(null);
    }

    static HadoopPath require(Path path) {
        if (path instanceof HadoopPath own) {
            return own;
        }
        throw new ProviderMismatchException(path + ": a path of the system, expected one of Hadoop's");
    }

    /** The same place in Hadoop's words. */
    org.apache.hadoop.fs.Path hadoop() {
        HadoopPath plain = toAbsolutePath().normalize();
        return new org.apache.hadoop.fs.Path(system.scheme(), system.authority(), plain.text);
    }

    private String[] parts() {
        String relative = isAbsolute() ? text.substring(1) : text;
        return relative.isEmpty() && isAbsolute() ? new String[0] : relative.split(SEPARATOR, -1);
    }

    private HadoopPath same(String other) {
        return of(system, other);
    }

    @Override
    public HadoopSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return text.startsWith(SEPARATOR);
    }

    @Override
    public @Nullable HadoopPath getRoot() {
        return isAbsolute() ? same(SEPARATOR) : null;
    }

    @Override
    public @Nullable HadoopPath getFileName() {
        String[] parts = parts();
        return parts.length == 0 ? null : same(parts[parts.length - 1]);
    }

    @Override
    public @Nullable HadoopPath getParent() {
        int slash = text.lastIndexOf('/');
        if (slash < 0 || text.length() == 1) {
            return null;
        }
        return slash == 0 ? same(SEPARATOR) : same(text.substring(0, slash));
    }

    @Override
    public int getNameCount() {
        return parts().length;
    }

    @Override
    public HadoopPath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public HadoopPath subpath(int from, int to) {
        String[] parts = parts();
        if (from < 0 || to > parts.length || from >= to) {
            throw new IllegalArgumentException(
                    "subpath of " + this + ": " + from + " to " + to + ", expected some of " + parts.length + " parts");
        }
        return same(String.join(SEPARATOR, Arrays.copyOfRange(parts, from, to)));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!isSameKind(other)) {
            return false;
        }
        String[] mine = parts();
        String[] theirs = ((HadoopPath) other).parts();
        return theirs.length <= mine.length && Arrays.equals(Arrays.copyOf(mine, theirs.length), theirs);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof HadoopPath path) || (path.isAbsolute() && !isSameKind(path))) {
            return false;
        }
        String[] mine = parts();
        String[] theirs = path.parts();
        return path.isAbsolute()
                ? equals(path)
                : theirs.length <= mine.length
                        && Arrays.equals(Arrays.copyOfRange(mine, mine.length - theirs.length, mine.length), theirs);
    }

    private boolean isSameKind(Path other) {
        return other instanceof HadoopPath path && path.system.equals(system) && path.isAbsolute() == isAbsolute();
    }

    @Override
    public HadoopPath normalize() {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : parts()) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.equals(".") && !(part.equals("..") && isAbsolute())) {
                parts.addLast(part);
            }
        }
        return same((isAbsolute() ? SEPARATOR : "") + String.join(SEPARATOR, parts));
    }

    /** A path of another system has no place below this one, unless it is relative, whose parts then count. */
    @Override
    public HadoopPath resolve(Path other) {
        if (other instanceof HadoopPath path && path.isAbsolute()) {
            return path;
        }
        if (other.isAbsolute()) {
            throw new ProviderMismatchException(other + ": a path of the system, expected one of Hadoop's");
        }
        return resolve(other.toString());
    }

    @Override
    public HadoopPath resolve(String other) {
        return other.startsWith(SEPARATOR) ? same(other) : same(text + (text.isEmpty() ? "" : SEPARATOR) + other);
    }

    @Override
    public HadoopPath relativize(Path other) {
        if (!isSameKind(other)) {
            throw new IllegalArgumentException(other + ": another kind of path, expected one as " + this);
        }
        String[] mine = text.isEmpty() ? new String[0] : parts();
        String[] theirs = ((HadoopPath) other).parts();
        int shared = 0;
        while (shared < Math.min(mine.length, theirs.length) && mine[shared].equals(theirs[shared])) {
            shared++;
        }
        String up = "../".repeat(mine.length - shared);
        return same(up + String.join(SEPARATOR, Arrays.copyOfRange(theirs, shared, theirs.length)));
    }

    @Override
    public URI toUri() {
        try {
            return new URI(system.scheme(), system.authority(), toAbsolutePath().text, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no URI of " + this, e);
        }
    }

    @Override
    public HadoopPath toAbsolutePath() {
        return isAbsolute() ? this : same(SEPARATOR + text);
    }

    /** Hadoop has no links that are followed here. */
    @Override
    public HadoopPath toRealPath(LinkOption... options) throws IOException {
        system.status(this);
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException(this + ": nothing tells of changes");
    }

    /** By the bytes of UTF-8, as paths of Unix are. */
    @Override
    public int compareTo(Path other) {
        return Arrays.compareUnsigned(
                toString().getBytes(StandardCharsets.UTF_8),
                require(other).toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HadoopPath path && path.system.equals(system) && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return 31 * system.hashCode() + text.hashCode();
    }

    /** A URL of which nothing is encoded, or a relative path. */
    @Override
    public String toString() {
        return isAbsolute() ? system + text : text;
    }
}
