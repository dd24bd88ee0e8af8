package dev.diptych.ingest.score;

import java.nio.file.Path;
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
}
