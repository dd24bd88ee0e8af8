package dev.diptych.ingest.pipeline.read;

import dev.diptych.ingest.output.OutputFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON that ingest, and img2dataset before it, leave beside shards: of no image, and so no captions. */
final class ShardBooks {
    private static final Pattern STATS = Pattern.compile("(.*)_stats\\.json");
    private static final List<String> SHARDS =
            List.of(".tar", ".tar.gz", ".tar.zst", ".parquet", ""); // the last a folder of files
    private static final Set<String> OF_A_RUN = Set.of(OutputFolder.RECORD, "stats.json");

    private ShardBooks() {}

    /**
     * Whether a file is one of them.
     *
     * @param folder which it is below; another file has none
     * @param name below the folder
     */
    static boolean areIn(Path folder, String name) {
        if (!name.endsWith(".json")) {
            return false;
        }
        int slash = name.lastIndexOf('/');
        Path beside = slash < 0 ? folder : folder.resolve(name.substring(0, slash));
        String file = name.substring(slash + 1);
        Matcher stats = STATS.matcher(file);
        if (stats.matches()) {
            return SHARDS.stream().anyMatch(suffix -> Files.exists(beside.resolve(stats.group(1) + suffix)));
        }
        return OF_A_RUN.contains(file)
                && Files.exists(beside.resolve(OutputFolder.RECORD))
                && Files.exists(beside.resolve("manifest.jsonl"));
    }
}
