package dev.diptych.ingest.output;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.shard.IndexedShard;
import dev.diptych.ingest.shard.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads samples of finished shards by their place. */
public final class StoredSamples {
    private final OutputFolder folder;
    private final OutputFormat format;
    private final List<String> subfolders;

    /**
     * @param subfolders of the splits, by their index; an empty one for the folder itself
     */
    public StoredSamples(OutputFolder folder, OutputFormat format, List<String> subfolders) {
        this.folder = folder;
        this.format = format;
        this.subfolders = List.copyOf(subfolders);
    }

    /**
     * Returns a sample.
     *
     * @throws IngestException if it is not there, or other than it was written
     */
    public Sample read(Place place) {
        Path shards = folder.file(subfolders.get(place.split()));
        return switch (format) {
            case WEBDATASET -> {
                try (IndexedShard shard = IndexedShard.open(shards.resolve(place.shardName() + ".tar"))) {
                    yield shard.sample(place.index());
                }
            }
            case FILES -> files(shards.resolve(place.shardName()), place.key());
        };
    }

    private static Sample files(Path shard, String key) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(shard)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(key + ".")) {
                    members.put(name.substring(key.length() + 1), Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw IngestException.unreadable(shard.toString(), e, "a shard");
        }
        return new Sample(key, members);
    }
}
