package dev.diptych.spark.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.jspecify.annotations.Nullable;

/*
 * A file is written by a stream from its beginning to its end, and read at any place: that is what all of Hadoop's systems can do. HDFS
 * moves a file onto another, and makes a folder only where the one above is, in one step; for the others that takes two.
 */
/** Hadoop's file systems. There are no links, locks or owners, and nothing is written but whole files. */
final class HadoopFiles extends FileSystemProvider {
    static final HadoopFiles ONLY = new HadoopFiles();

    private static final int BUFFER = 1 << 16;

    private HadoopFiles() {}

    @Override
    public String getScheme() {
        return "hadoop";
    }

    @Override
    public HadoopSystem newFileSystem(URI uri, Map<String, ?> settings) {
        return getFileSystem(uri);
    }

    @Override
    public HadoopSystem getFileSystem(URI uri) {
        return new HadoopSystem(uri.getScheme(), uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
    }

    @Override
    public HadoopPath getPath(URI uri) {
        return getFileSystem(uri).getPath(uri.getPath());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    /** Opens a file to be read, or one that is there to be forced, which it is. */
    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean written = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        if (written && options.size() > 1) {
            throw new UnsupportedOperationException(path + ": written here and there, expected a stream");
        }
        HadoopPath place = HadoopPath.require(path);
        FileStatus status = place.getFileSystem().status(place);
        if (status.isDirectory()) {
            throw new FileSystemException(place.toString(), null, "a folder, expected a file");
        }
        return HadoopReading.open(place, status);
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        return HadoopSystem.ask(HadoopPath.require(path), (files, place) -> files.open(place, BUFFER));
    }

    /** @throws NoSuchFileException where there is no folder above it */
    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        List<OpenOption> all = options.length == 0
                ? List.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                : Arrays.asList(options);
        if (all.contains(StandardOpenOption.APPEND)) {
            throw new UnsupportedOperationException(path + ": appended to, expected written whole");
        }
        HadoopPath place = HadoopPath.require(path);
        boolean fresh = all.contains(StandardOpenOption.CREATE_NEW);
        if (!fresh && !all.contains(StandardOpenOption.CREATE)) {
            place.getFileSystem().status(place);
        }
        if (!(place.getFileSystem().hadoop() instanceof DistributedFileSystem)) {
            requireParent(place);
        }
        return new HadoopOutput(
                place,
                HadoopSystem.ask(
                        place,
                        (files, hadoop) -> files.createNonRecursive(
                                hadoop,
                                !fresh,
                                BUFFER,
                                files.getDefaultReplication(hadoop),
                                files.getDefaultBlockSize(hadoop),
                                null)));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return HadoopListing.of(HadoopPath.require(folder), filter);
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        HadoopPath place = HadoopPath.require(folder);
        if (exists(place)) {
            throw new FileAlreadyExistsException(place.toString());
        }
        requireParent(place);
        boolean made = HadoopSystem.ask(
                place,
                (files, path) -> files instanceof DistributedFileSystem hdfs
                        ? hdfs.mkdir(path, FsPermission.getDirDefault())
                        : files.mkdirs(path));
        if (!made) {
            throw new FileSystemException(place.toString(), null, "not made, for no reason that Hadoop says");
        }
    }

    private static void requireParent(HadoopPath path) throws IOException {
        HadoopPath parent = path.toAbsolutePath().getParent();
        if (parent != null && !parent.getFileSystem().status(parent).isDirectory()) {
            throw new NotDirectoryException(parent.toString());
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        HadoopPath place = HadoopPath.require(path);
        FileStatus status = place.getFileSystem().status(place);
        if (status.isDirectory()
                && HadoopSystem.ask(
                        place,
                        (files, hadoop) -> files.listStatusIterator(hadoop).hasNext())) {
            throw new DirectoryNotEmptyException(place.toString());
        }
        if (!HadoopSystem.ask(place, (files, hadoop) -> files.delete(hadoop, false)) && exists(place)) {
            throw new FileSystemException(place.toString(), null, "not deleted, for no reason that Hadoop says");
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        HadoopPath from = HadoopPath.require(source);
        HadoopPath to = HadoopPath.require(target);
        if (from.getFileSystem().status(from).isDirectory()) {
            createDirectory(to);
            return;
        }
        boolean replaces = Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING);
        try (InputStream in = newInputStream(from);
                OutputStream out =
                        newOutputStream(to, replaces ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW)) {
            in.transferTo(out);
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        HadoopPath from = HadoopPath.require(source);
        HadoopPath to = HadoopPath.require(target);
        if (!from.getFileSystem().equals(to.getFileSystem())) {
            throw new FileSystemException(from.toString(), to.toString(), "another file system, expected the same");
        }
        boolean replaces = Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING);
        org.apache.hadoop.fs.Path there = to.hadoop();
        boolean moved = HadoopSystem.ask(from, (files, path) -> rename(files, path, there, replaces));
        if (!moved) {
            throw new FileSystemException(
                    from.toString(), to.toString(), "not moved: there already, or without a folder above it");
        }
    }

    private static boolean rename(
            FileSystem files, org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, boolean replaces)
            throws IOException {
        if (files instanceof DistributedFileSystem hdfs) {
            hdfs.rename(from, to, replaces ? Rename.OVERWRITE : Rename.NONE);
            return true;
        }
        files.getFileStatus(from);
        if (files.exists(to) && (!replaces || !files.delete(to, false))) {
            return false;
        }
        return files.rename(from, to);
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return HadoopPath.require(one)
                .toAbsolutePath()
                .normalize()
                .equals(HadoopPath.require(other).toAbsolutePath().normalize());
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException(path + ": its store is not known");
    }

    /** Only whether it is there: what may be done with it shows when that is done. */
    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        HadoopPath place = HadoopPath.require(path);
        place.getFileSystem().status(place);
    }

    private static boolean exists(HadoopPath path) throws IOException {
        try {
            path.getFileSystem().status(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> kind, LinkOption... options)
            throws IOException {
        if (kind != BasicFileAttributes.class) {
            throw new UnsupportedOperationException(kind.getSimpleName() + " of " + path + ": expected basic ones");
        }
        HadoopPath place = HadoopPath.require(path);
        FileStatus listed = options.length == 0 ? null : place.takeListed();
        FileStatus status = listed == null ? place.getFileSystem().status(place) : listed;
        return kind.cast(new HadoopAttributes(status));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        throw new UnsupportedOperationException(names + " of " + path + ": expected BasicFileAttributes");
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> kind, LinkOption... options) {
        return kind == BasicFileAttributeView.class ? kind.cast(new BasicView(path, options)) : null;
    }

    private record BasicView(Path path, LinkOption[] options) implements BasicFileAttributeView {
        @Override
        public String name() {
            return "basic";
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            return ONLY.readAttributes(path, BasicFileAttributes.class, options);
        }

        @Override
        public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
                throws IOException {
            if (modified != null) {
                HadoopPath place = HadoopPath.require(path);
                HadoopSystem.ask(place, (files, hadoop) -> {
                    files.setTimes(hadoop, modified.toMillis(), -1);
                    return true;
                });
            }
        }
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
        throw new UnsupportedOperationException(name + " of " + path + ": is not set");
    }
}
