package dev.diptych.ingest.score;

/**
 * A row of a score file.
 *
 * @param key of the sample in its shard
 * @param caption the one that fits best; empty where there is none
 * @param score NaN where the sample has none
 */
public record ScoredSample(String key, String caption, float score) {
    public boolean isScored() {
        return !Float.isNaN(score);
    }
}
