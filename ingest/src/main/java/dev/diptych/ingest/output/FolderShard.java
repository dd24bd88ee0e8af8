package dev.diptych.ingest.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder with a file for each member. */
final class FolderShard implements OpenShard {
    private final OutputFolder folder;
    private final String name;
    private long samples;

    /**
     * @param samples how many of it are written already
     */
    FolderShard(OutputFolder folder, String name, long samples) {
        this.folder = folder;
        this.name = name;
        this.samples = samples;
        folder.act("open " + name, () -> {
            Path place = Files.createDirectories(folder.unfinished(name));
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.toList()) {
                    String key = file.getFileName().toString().split("\\.", 2)[0];
                    if (Long.parseLong(key.substring(key.length() - 4)) >= samples) {
                        Files.delete(file);
                    }
                }
            }
        });
    }

    @Override
    public void add(String key, List<Part> parts) throws IOException {
        for (Part part : parts) {
            Files.write(folder.unfinished(name).resolve(key + "." + part.extension()), part.contents());
        }
        samples++;
    }

    @Override
    public long sync() {
        return samples;
    }

    @Override
    public void publish() {
        folder.publish(name);
    }

    @Override
    public void close() {
        // No file is open between samples.
    }
}
