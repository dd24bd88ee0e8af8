package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files below a folder, sorted by their names. Links are not followed. */
final class FolderArchive implements Archive {
    private final String source;
    private final Path folder;
    private final List<String> names;
    private int index = -1;

    private FolderArchive(String source, Path folder, List<String> names) {
        this.source = source;
        this.folder = folder;
        this.names = names;
    }

    static FolderArchive open(String source, Path folder) {
        try {
            Path real = folder.toRealPath();
            try (Stream<Path> files = Files.walk(real)) {
                List<String> names = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .map(file -> real.relativize(file).toString().replace('\\', '/'))
                        .sorted()
                        .toList();
                return new FolderArchive(source, real, names);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    folder.toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected a folder",
                    e);
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public @Nullable Member next() {
        index = Math.min(index + 1, names.size());
        return index == names.size() ? null : new Member(names.get(index), -1);
    }

    @Override
    public byte[] bytes(long limit) {
        String name = names.get(index);
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            byte[] contents = in.readNBytes((int) Math.min(limit, Integer.MAX_VALUE - 8));
            if (in.read() >= 0) {
                throw new IngestException(
                        Reason.TOO_LARGE, source + "!" + name, "more bytes, expected at most " + limit);
            }
            return contents;
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    source + "!" + name,
                    IngestException.NO_OFFSET,
                    e.getClass().getSimpleName() + ", expected a readable file",
                    e);
        }
    }

    @Override
    public boolean survives(IngestException e) {
        return true;
    }

    @Override
    public double fraction() {
        return names.isEmpty() ? 1 : (double) Math.max(0, index) / names.size();
    }

    @Override
    public void close() {
        // Nothing is held open between members.
    }
}
