/**
 * The pixels of a TIFF (TIFF 6.0; Technical Notes 2 and 3): strips and tiles to 8-bit samples, without limits of its own.
 *
 * <p>Axis letters: H rows, W columns, C samples of a pixel.
 */
@NullMarked
package dev.diptych.image.tiff;

import org.jspecify.annotations.NullMarked;
