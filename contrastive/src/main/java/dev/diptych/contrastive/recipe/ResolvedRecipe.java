package dev.diptych.contrastive.recipe;

import dev.diptych.config.ConfigFile;
import java.util.Map;

/**
 * A recipe with every value as it took effect.
 *
 * @param yaml all keys, defaults and overrides included; reading it gives the same recipe
 */
public record ResolvedRecipe(Recipe recipe, String yaml) {
    /** Every value by its key, such as {@code train.epochs}. */
    public Map<String, String> values() {
        return ConfigFile.parse("recipe", yaml).leaves();
    }
}
