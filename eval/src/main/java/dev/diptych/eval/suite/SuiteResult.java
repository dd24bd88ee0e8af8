package dev.diptych.eval.suite;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one model scored on one set.
 *
 * @param madeOf what decided it, by name: the model's fingerprint, the set, the number format
 * @param scores by name, in the order that they are shown
 * @param outcomes of the items; empty of images with several labels
 */
public record SuiteResult(Map<String, String> madeOf, Map<String, Score> scores, Optional<Outcomes> outcomes) {
    public SuiteResult {
        madeOf = Collections.unmodifiableMap(new LinkedHashMap<>(madeOf));
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }
}
