package dev.diptych.ingest.inspect;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.ShardList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The data sets that a name stands for: shards, or a folder of folders of shards, such as splits are. */
public final class DataSets {
    private DataSets() {}

    /**
     * Returns the shards by data set, in the order of their names.
     *
     * @param spec what {@link ShardList} takes, or a folder whose folders hold shards
     * @throws IngestException if there are none
     */
    public static Map<String, List<Path>> find(String spec) {
        Map<String, List<Path>> sets = new LinkedHashMap<>();
        Path folder = Path.of(spec);
        if (Files.isDirectory(folder) && !ShardList.areIn(folder)) {
            for (Path inner : list(folder)) {
                if (Files.isDirectory(inner) && ShardList.areIn(inner)) {
                    sets.put(inner.toString(), ShardList.expand(inner.toString()));
                }
            }
        }
        if (sets.isEmpty()) {
            sets.put(spec, ShardList.expand(spec));
        }
        return sets;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw IngestException.unreadable(folder.toString(), e, "a folder");
        }
    }
}
