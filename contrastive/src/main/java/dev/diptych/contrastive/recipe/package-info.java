/**
 * The recipe of a training run, read from YAML.
 */
@NullMarked
package dev.diptych.contrastive.recipe;

import org.jspecify.annotations.NullMarked;
