package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Failures;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The files below a folder as one walk finds them, sorted by their names. Links below it are not followed. */
public final class FolderListing {
    /**
     * A file.
     *
     * @param name its path below the folder, with {@code /} between its parts
     * @param size in bytes, or -1 where there is a problem
     * @param modified when it was changed last, in nanoseconds since 1970, or -1 where there is a problem
     * @param problem why it cannot be read, or null
     */
    public record Listed(
            String name, long size, long modified, @Nullable IngestException problem) {}

    private final String source;
    private final Path folder;
    private final List<Listed> files = new ArrayList<>();

    private FolderListing(String source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    /**
     * Lists a folder.
     *
     * @throws IngestException if it is none, or cannot be read
     */
    public static FolderListing of(Path folder) {
        try {
            String source = String.valueOf(folder.getFileName() == null ? folder : folder.getFileName());
            FolderListing listing = new FolderListing(source, folder.toRealPath());
            listing.walk();
            return listing;
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    folder.toString(),
                    IngestException.NO_OFFSET,
                    Failures.said(e) + ", expected a folder",
                    e);
        }
    }

    /** Returns the folder's name for error lines and provenance. */
    String source() {
        return source;
    }

    /** Returns all files; not to be changed. */
    public List<Listed> files() {
        return files;
    }

    /** Returns where a file of the list is. */
    Path path(Listed file) {
        return folder.resolve(file.name());
    }

    private void walk() throws IOException {
        int prefix = folder.toString().length() + (folder.toString().endsWith(File.separator) ? 0 : 1);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                String name = name(file);
                if (facts.isRegularFile()) {
                    long modified = facts.lastModifiedTime().to(TimeUnit.NANOSECONDS);
                    files.add(new Listed(name, facts.size(), modified, null));
                } else if (facts.isSymbolicLink()) {
                    files.add(bad(name, Reason.LINK, "a link, expected a file"));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder)) {
                    throw e;
                }
                String detail = e.getClass().getSimpleName() + ", expected a readable file or folder";
                files.add(bad(name(file), Reason.UNREADABLE, detail));
                return FileVisitResult.CONTINUE;
            }

            private String name(Path file) {
                return file.toString().substring(prefix).replace(File.separatorChar, '/');
            }
        });
        files.sort(Comparator.comparing(Listed::name));
    }

    private Listed bad(String name, Reason reason, String detail) {
        return new Listed(name, -1, -1, new IngestException(reason, source + "!" + name, detail));
    }
}
