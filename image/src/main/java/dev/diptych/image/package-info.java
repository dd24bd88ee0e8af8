/** Any image file to upright 8-bit RGB, within limits; resizing equal to Pillow's. */
@NullMarked
package dev.diptych.image;

import org.jspecify.annotations.NullMarked;
