package dev.diptych.contrastive.validation;

import org.jspecify.annotations.Nullable;

/**
 * The best that a run's model scored so far.
 *
 * @param name of the score, one of {@link ValidationConfig#SCORES}
 * @param step after which it was
 */
public record BestScore(String name, double value, long step) {
    /** Whether scores are better than the best before them, or the first of this name. */
    public static boolean isBetter(String name, Scores scores, @Nullable BestScore before) {
        Double value = scores.values().get(name);
        if (value == null || before == null || !before.name.equals(name)) {
            return value != null;
        }
        return name.endsWith("_rank") ? value < before.value : value > before.value;
    }
}
