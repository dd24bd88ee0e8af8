package dev.diptych.contrastive.validation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The best that a run's model scored so far.
 *
 * @param name of the score, one of {@link ValidationConfig#SCORES}
 * @param step after which it was
 */
public record BestScore(String name, double value, long step) {
    /** The score of this name, if it is better than the best before, or the first. */
    public static Optional<BestScore> better(String name, Scores scores, @Nullable BestScore before) {
        Double value = scores.values().get(name);
        if (value == null) {
            return Optional.empty();
        }
        BestScore score = new BestScore(name, value, scores.step());
        return before == null || !before.name.equals(name) || score.beats(before)
                ? Optional.of(score)
                : Optional.empty();
    }

    private boolean beats(BestScore other) {
        return name.endsWith("_rank") ? value < other.value : value > other.value;
    }
}
