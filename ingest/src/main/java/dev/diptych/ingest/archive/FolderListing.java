package dev.diptych.ingest.archive;

import dev.diptych.file.Trouble;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Failures;
import dev.diptych.ingest.name.BelowFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder as one walk finds them, sorted by their names. Links below it are followed where that is asked for,
 * to files and to folders, each of these once: a link to one that is listed already is a problem, and no walk is without end.
 */
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
    private final BelowFolder folder;
    private final boolean followLinks;
    private final List<Listed> files = new ArrayList<>();

    private FolderListing(String source, Path folder, boolean followLinks) {
        this.source = source;
        this.folder = new BelowFolder(folder);
        this.followLinks = followLinks;
    }

    /**
     * Lists a folder.
     *
     * @throws IngestException if it is none, or cannot be read
     */
    public static FolderListing of(Path folder, boolean followLinks) {
        try {
            String source = String.valueOf(folder.getFileName() == null ? folder : folder.getFileName());
            FolderListing listing = new FolderListing(source, folder.toRealPath(), followLinks);
            listing.walkAll();
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
    public Path path(Listed file) {
        return folder.file(file.name());
    }

    private void walkAll() throws IOException {
        Set<Path> walked = new HashSet<>();
        NavigableMap<String, Path> linked = new TreeMap<>();
        walk(folder.folder(), "", walked, linked);
        for (Map.Entry<String, Path> link = linked.pollFirstEntry(); link != null; link = linked.pollFirstEntry()) {
            if (walked.contains(link.getValue())) {
                files.add(bad(link.getKey(), Reason.LINK, "a link to a folder that is read already, expected another"));
            } else {
                walk(link.getValue(), link.getKey() + "/", walked, linked);
            }
        }
        files.sort(Comparator.comparing(Listed::name));
    }

    /**
     * Lists what is below a folder and was not walked before.
     *
     * @param root without links in its path
     * @param linked is told the folders that links lead to
     */
    private void walk(Path root, String prefix, Set<Path> walked, Map<String, Path> linked) throws IOException {
        BelowFolder below = new BelowFolder(root);
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes facts) {
                return !followLinks || walked.add(inner) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                if (facts.isRegularFile()) {
                    files.add(listed(name(file), facts));
                } else if (facts.isSymbolicLink()) {
                    visitLink(file, name(file), linked);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(root)) {
                    throw e;
                }
                String detail = Trouble.said(e) + ", expected a readable file or folder";
                files.add(bad(name(file), Reason.UNREADABLE, detail));
                return FileVisitResult.CONTINUE;
            }

            private String name(Path file) {
                return prefix + below.name(file);
            }
        });
    }

    private void visitLink(Path link, String name, Map<String, Path> linked) {
        if (!followLinks) {
            files.add(bad(name, Reason.LINK, "a link, expected a file; follow_links follows it"));
            return;
        }
        try {
            Path target = link.toRealPath();
            BasicFileAttributes facts = Files.readAttributes(target, BasicFileAttributes.class);
            if (facts.isDirectory()) {
                linked.put(name, target);
            } else if (facts.isRegularFile()) {
                files.add(listed(name, facts));
            }
        } catch (IOException e) {
            files.add(bad(name, Reason.LINK, "a link that leads nowhere, expected one to a file"));
        }
    }

    private static Listed listed(String name, BasicFileAttributes facts) {
        return new Listed(name, facts.size(), facts.lastModifiedTime().to(TimeUnit.NANOSECONDS), null);
    }

    private Listed bad(String name, Reason reason, String detail) {
        return new Listed(name, -1, -1, new IngestException(reason, source + "!" + name, detail));
    }
}
