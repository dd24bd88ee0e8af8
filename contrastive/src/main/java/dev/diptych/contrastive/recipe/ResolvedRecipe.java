package dev.diptych.contrastive.recipe;

/**
 * A recipe with every value as it took effect.
 *
 * @param yaml all keys, defaults and overrides included; reading it gives the same recipe
 */
public record ResolvedRecipe(Recipe recipe, String yaml) {}
