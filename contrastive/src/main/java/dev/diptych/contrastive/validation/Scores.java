package dev.diptych.contrastive.validation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model scored after a step, as a line of {@code scores.jsonl}.
 *
 * @param step from 1
 * @param epoch passes over the training data until then, a fraction
 * @param values by open_clip's names, such as {@code text_to_image_R@1}, in the order they are shown; finite
 */
public record Scores(long step, double epoch, Map<String, Double> values) {
    public Scores {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        values.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "scores refused: " + name + ": " + value + ", expected a finite number");
            }
        });
    }
}
