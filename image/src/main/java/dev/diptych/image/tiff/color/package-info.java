/**
 * Samples of a TIFF's pixels to 8-bit channels.
 *
 * <p>Axis letters: W pixels of a row, C samples of a pixel.
 */
@NullMarked
package dev.diptych.image.tiff.color;

import org.jspecify.annotations.NullMarked;
