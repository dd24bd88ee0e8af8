package dev.diptych.spark.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.jspecify.annotations.Nullable;

/** One of Hadoop's file systems, by its scheme and authority; Hadoop keeps what is open of it. */
final class HadoopSystem extends java.nio.file.FileSystem {
    private static final String GLOB = "glob:";

    private final String scheme;

    /** Empty for the one that Hadoop is set to. */
    private final String authority;

    HadoopSystem(String scheme, String authority) {
        this.scheme = scheme;
        this.authority = authority;
    }

    String scheme() {
        return scheme;
    }

    @Nullable
    String authority() {
        return authority.isEmpty() ? null : authority;
    }

    /** What Hadoop does something with. */
    FileSystem hadoop() throws IOException {
        return FileSystem.get(URI.create(scheme + "://" + authority + "/"), HadoopSettings.configuration());
    }

    /** Something that Hadoop is asked for. */
    @FunctionalInterface
    interface Call<T> {
        T on(FileSystem files, org.apache.hadoop.fs.Path path) throws IOException;
    }

    /** Asks Hadoop, whose refusals become Java's. */
    static <T> T ask(HadoopPath path, Call<T> call) throws IOException {
        try {
            return call.on(path.getFileSystem().hadoop(), path.hadoop());
        } catch (IOException | RuntimeException e) {
            throw HadoopRefusal.of(path, e);
        }
    }

    FileStatus status(HadoopPath path) throws IOException {
        return ask(path, FileSystem::getFileStatus);
    }

    @Override
    public HadoopFiles provider() {
        return HadoopFiles.ONLY;
    }

    @Override
    public HadoopPath getPath(String first, String... more) {
        return HadoopPath.of(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    /** Globs of Hadoop, for names. */
    @Override
    public PathMatcher getPathMatcher(String pattern) {
        if (!pattern.startsWith(GLOB)) {
            throw new UnsupportedOperationException(pattern + ": expected glob:PATTERN");
        }
        try {
            GlobFilter glob = new GlobFilter(pattern.substring(GLOB.length()));
            return path -> glob.accept(new org.apache.hadoop.fs.Path(null, null, "/" + path));
        } catch (IOException e) {
            throw new PatternSyntaxException(HadoopRefusal.reason(e), pattern, -1);
        }
    }

    @Override
    public List<java.nio.file.Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public List<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException(this + ": users are not looked up");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException(this + ": nothing tells of changes");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException(this + ": Hadoop closes it at the process's end");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HadoopSystem system
                && system.scheme.equals(scheme)
                && system.authority.equals(authority);
    }

    @Override
    public int hashCode() {
        return 31 * scheme.hashCode() + authority.hashCode();
    }

    @Override
    public String toString() {
        return scheme + "://" + authority;
    }
}
