package dev.diptych.search.index;

import dev.diptych.contrastive.embed.file.Thumbnails;
import dev.diptych.file.RecordException;
import dev.diptych.file.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Small JPEGs of the rows; a file of them is opened when one of its rows is asked for. For any number of threads. */
public final class StoredThumbnails {
    private final Path folder;
    private final ThumbnailParts parts;
    private final int[] starts;
    private final Map<Integer, RecordFile> opened = new ConcurrentHashMap<>();

    StoredThumbnails(Path folder, ThumbnailParts parts) {
        this.folder = folder;
        this.parts = parts;
        this.starts = parts.starts();
    }

    /** Checks that the first and the last of the files are there. */
    void check() {
        for (int part : new int[] {0, starts.length - 1}) {
            if (part >= 0 && part < starts.length && !Files.isRegularFile(file(part))) {
                throw IndexException.reading(
                        file(part).toString(), "no such file, expected thumbnails; index again with --overwrite");
            }
        }
    }

    private Path file(int part) {
        return Thumbnails.file(folder, part, starts.length);
    }

    /**
     * A JPEG.
     *
     * @throws IndexException if its file is gone or damaged
     */
    public byte[] get(int row) {
        int part = ThumbnailParts.part(starts, row);
        try {
            return opened.computeIfAbsent(part, this::open).get(row - starts[part]);
        } catch (RecordException e) {
            throw IndexException.reading(file(part).toString(), e.problem() + "; index again with --overwrite", e);
        }
    }

    private RecordFile open(int part) {
        Path file = file(part);
        try {
            RecordFile records = RecordFile.open(file);
            if (records.count() == parts.rows().get(part)) {
                return records;
            }
            throw IndexException.reading(
                    file.toString(),
                    records.count() + " thumbnails, expected " + parts.rows().get(part) + ", as index.json says");
        } catch (IOException e) {
            throw IndexException.reading(
                    file.toString(), "cannot be read, expected thumbnails; index again with --overwrite", e);
        }
    }
}
