package dev.diptych.ingest.score;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The score files of some shards, read one after the other each time.
 *
 * @param shards whose scores they are
 * @param keep where they are, and the column of the scores
 */
public record ScoreFiles(List<Path> shards, KeepScore keep) {
    public ScoreFiles {
        shards = List.copyOf(shards);
    }

    /** Hands on the samples that have a score, in the order of the shards. */
    public void scored(Consumer<ScoredPair> pairs) {
        for (Path shard : shards) {
            ScoreFile.read(keep.file(shard), keep.column(), sample -> {
                if (sample.isScored()) {
                    pairs.accept(new ScoredPair(shard, sample));
                }
            });
        }
    }

    /** Returns the scores, ready to be asked for by rank. */
    public RankSelection ranks() {
        return new RankSelection(this::values);
    }

    private void values(Consumer<Float> values) {
        scored(pair -> values.accept(pair.score()));
    }
}
