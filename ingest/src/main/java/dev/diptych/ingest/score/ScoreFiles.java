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

    /** Takes a sample of a shard. */
    public interface Each {
        void take(Path shard, ScoredSample sample);
    }

    /** Hands on the samples that have a score, in the order of the shards. */
    public void scored(Each each) {
        for (Path shard : shards) {
            ScoreFile.read(keep.file(shard), keep.column(), sample -> {
                if (sample.isScored()) {
                    each.take(shard, sample);
                }
            });
        }
    }

    /** Returns the scores, ready to be asked for by rank. */
    public RankSelection ranks() {
        return new RankSelection(this::values);
    }

    private void values(Consumer<Float> values) {
        scored((shard, sample) -> values.accept(sample.score()));
    }
}
