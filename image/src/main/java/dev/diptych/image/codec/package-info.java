/** Any image file to upright 8-bit RGB, within limits, and RGB to files. */
@NullMarked
package dev.diptych.image.codec;

import org.jspecify.annotations.NullMarked;
