/**
 * Deterministic preprocessing: any RGB image to a square, normalised model input, as open_clip does it.
 *
 * <p>Axis letters: C the three channels red, green, blue, H rows, W columns.
 */
@NullMarked
package dev.diptych.vision.preprocess;

import org.jspecify.annotations.NullMarked;
