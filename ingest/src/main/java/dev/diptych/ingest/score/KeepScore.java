package dev.diptych.ingest.score;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which samples of scored shards are kept.
 *
 * @param rule which scores
 * @param column of the score files
 * @param folder of the score files; null for {@code scores} beside each shard
 */
public record KeepScore(
        KeepRule rule, String column, @Nullable Path folder) {
    /** Returns where the scores of a shard are. */
    public Path file(Path shard) {
        return ScoreFile.of(folder == null ? shard.resolveSibling(ScoreFile.FOLDER) : folder, shard);
    }

    /** Returns the folders with the scores of these shards and folders of shards; within a folder they are part of it. */
    public List<Path> folders(Collection<Path> sources) {
        return folder != null
                ? List.of(folder)
                : sources.stream()
                        .filter(source -> !Files.isDirectory(source))
                        .map(shard -> shard.resolveSibling(ScoreFile.FOLDER))
                        .distinct()
                        .toList();
    }
}
