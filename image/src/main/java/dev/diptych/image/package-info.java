/**
 * Images as 8-bit RGB, the formats of their files, and how decoding is limited and fails.
 *
 * <p>Axis letters: H rows, W columns, C the three channels red, green, blue.
 */
@NullMarked
package dev.diptych.image;

import org.jspecify.annotations.NullMarked;
