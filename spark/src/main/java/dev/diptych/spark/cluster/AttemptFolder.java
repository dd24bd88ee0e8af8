package dev.diptych.spark.cluster;

import dev.diptych.file.OwnFolder;
import dev.diptych.file.place.Locations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder in which an attempt at a task makes its files, under a name that no other has. Where it is to be found on another file system
 * than the operating system's, they are made in a local one, and copied there when they are whole.
 */
public final class AttemptFolder implements AutoCloseable {
    private final Path place;
    private final Path local;

    private AttemptFolder(Path place, Path local) {
        this.place = place;
        this.local = local;
    }

    /** @param folder that is there, for those of all attempts; a run that has ended has taken it away */
    public static AttemptFolder begin(String folder) throws IOException {
        Path place = Files.createDirectory(
                Locations.path(folder).resolve(UUID.randomUUID().toString()));
        return new AttemptFolder(place, Locations.isLocal(place) ? place : Files.createTempDirectory("diptych-"));
    }

    /** Where the files are made. */
    public Path path() {
        return local;
    }

    /** Ends it, and returns where other processes find the files. */
    public String finish() throws IOException {
        if (!place.equals(local)) {
            for (Path file : files()) {
                Path target = place.resolve(local.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return place.toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(local)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Deletes what was made elsewhere than it is found. */
    @Override
    public void close() throws IOException {
        if (!place.equals(local)) {
            OwnFolder.delete(local);
        }
    }
}
