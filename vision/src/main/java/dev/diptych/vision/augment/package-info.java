/**
 * Random preprocessing for training: crops, warps and recolours an image on its way to model input.
 *
 * <p>Axis letters: C the three channels red, green, blue, H rows, W columns.
 */
@NullMarked
package dev.diptych.vision.augment;

import org.jspecify.annotations.NullMarked;
