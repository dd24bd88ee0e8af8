package dev.diptych.ingest.score;

import java.nio.file.Path;

/** A sample with a score, and the shard that it is in. */
public record ScoredPair(Path shard, ScoredSample sample) {
    public float score() {
        return sample.score();
    }
}
