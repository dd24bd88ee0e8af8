package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files below a folder, sorted by their names. Links are not followed. */
final class FolderContainer implements Container {
    private final String source;
    private final Path folder;
    private final List<String> names = new ArrayList<>();
    private final Map<String, IngestException> problems = new HashMap<>();
    private int index = -1;

    private FolderContainer(String source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    static FolderContainer open(String source, Path folder) {
        try {
            FolderContainer opened = new FolderContainer(source, folder.toRealPath());
            opened.list();
            return opened;
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    folder.toString(),
                    IngestException.NO_OFFSET,
                    Failures.said(e) + ", expected a folder",
                    e);
        }
    }

    @Override
    public @Nullable Entry next() {
        index = Math.min(index + 1, names.size());
        if (index == names.size()) {
            return null;
        }
        IngestException problem = problems.get(names.get(index));
        return problem == null ? new Entry(names.get(index), -1, -1, null) : Entry.bad(names.get(index), problem);
    }

    /** Returns where the current file is. */
    Path path() {
        return folder.resolve(names.get(index));
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path());
    }

    @Override
    public double fraction() {
        return names.isEmpty() ? 1 : (double) Math.max(0, index) / names.size();
    }

    @Override
    public void close() {
        // Nothing is held open between members.
    }

    private void list() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    names.add(name(file));
                } else if (attributes.isSymbolicLink()) {
                    bad(file, Reason.LINK, "a link, expected a file");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder)) {
                    throw e;
                }
                bad(file, Reason.UNREADABLE, e.getClass().getSimpleName() + ", expected a readable file or folder");
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(names);
    }

    private void bad(Path file, Reason reason, String detail) {
        String name = name(file);
        names.add(name);
        problems.put(name, new IngestException(reason, source + "!" + name, detail));
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
