package dev.diptych.spark.ingest;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run's own folder in that of what is not whole, under a name that no other run has: for images that have no shard yet. A file in it
 * is deleted when nothing of it is waited for. What the run leaves, killed or not, means nothing to a later one. Any number of threads
 * may share it.
 */
final class Staging {
    private static final String PREFIX = "spark-";
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 100;

    private final OutputFolder folder;
    private final String name;
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    private Staging(OutputFolder folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Begins a folder, and deletes those of earlier runs. */
    static Staging begin(OutputFolder folder) {
        Staging begun = new Staging(folder, PREFIX + UUID.randomUUID());
        try {
            for (String old : earlier(folder)) {
                delete(folder, old);
            }
            Files.createDirectories(begun.path());
        } catch (IOException e) {
            throw OutputFolder.unwritable(begun.path(), e);
        }
        return begun;
    }

    private static List<String> earlier(OutputFolder folder) throws IOException {
        if (!Files.exists(folder.staging(""))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.staging(""))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(PREFIX))
                    .toList();
        }
    }

    Path path() {
        return folder.staging(name).toAbsolutePath();
    }

    /** Counts one more thing that is waited for of a file, if it lies here. */
    void hold(@Nullable String file) {
        if (file != null && isHere(file)) {
            waiting.merge(file, 1, Integer::sum);
        }
    }

    /** Counts one less. */
    void release(@Nullable String file) {
        if (file != null
                && isHere(file)
                && waiting.computeIfPresent(file, (same, count) -> count == 1 ? null : count - 1) == null) {
            try {
                Files.deleteIfExists(Locations.path(file));
            } catch (IOException e) {
                return; // it goes with the folder
            }
        }
    }

    /** Deletes all of it. */
    void delete() {
        delete(folder, name);
    }

    /** Deletes a folder in which attempts that came too late may still be writing; they end with what they are at. */
    private static void delete(OutputFolder folder, String name) {
        for (int attempt = 1; ; attempt++) {
            try {
                folder.deleteStaging(name);
                return;
            } catch (IngestException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("ingest interrupted", e);
            }
        }
    }

    /** Returns the file that an outcome's bytes lie in; null where it has none or they are at hand. */
    static @Nullable String file(Outcome outcome) {
        Outcome.Contents contents = outcome instanceof Kept kept
                ? kept.image()
                : outcome instanceof Dropped dropped ? dropped.file() : null;
        return contents instanceof StagedBytes staged ? staged.file() : null;
    }

    private boolean isHere(String file) {
        return file.startsWith(path().toString());
    }
}
