package dev.diptych.spark.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/** What is in a folder, a page of the system's at a time. */
final class HadoopListing implements DirectoryStream<Path> {
    private final HadoopPath folder;
    private final Filter<? super Path> filter;
    private final RemoteIterator<FileStatus> found;
    private boolean taken;

    private HadoopListing(HadoopPath folder, Filter<? super Path> filter, RemoteIterator<FileStatus> found) {
        this.folder = folder;
        this.filter = filter;
        this.found = found;
    }

    /** @throws NotDirectoryException if it is a file */
    static HadoopListing of(HadoopPath folder, Filter<? super Path> filter) throws IOException {
        if (!folder.getFileSystem().status(folder).isDirectory()) {
            throw new NotDirectoryException(folder.toString());
        }
        return new HadoopListing(
                folder, filter, HadoopSystem.ask(folder, (files, path) -> files.listStatusIterator(path)));
    }

    @Override
    public Iterator<Path> iterator() {
        if (taken) {
            throw new IllegalStateException(folder + ": listed twice, expected once");
        }
        taken = true;
        return new Iterator<>() {
            private @Nullable Path ahead;

            @Override
            public boolean hasNext() {
                try {
                    while (ahead == null && found.hasNext()) {
                        HadoopPath next = folder.listed(found.next());
                        ahead = filter.accept(next) ? next : null;
                    }
                } catch (IOException e) {
                    throw new DirectoryIteratorException(HadoopRefusal.of(folder, e));
                }
                return ahead != null;
            }

            @Override
            public Path next() {
                if (!hasNext() || ahead == null) {
                    throw new NoSuchElementException(folder.toString());
                }
                Path next = ahead;
                ahead = null;
                return next;
            }
        };
    }

    @Override
    public void close() {
        // No page is held open.
    }
}
