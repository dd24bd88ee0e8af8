/**
 * Any image file to upright 8-bit RGB, within limits; resizing equal to Pillow's.
 *
 * <p>Axis letters: H rows, W columns, C the three channels red, green, blue.
 */
@NullMarked
package dev.diptych.image;

import org.jspecify.annotations.NullMarked;
