/** Resizing equal to Pillow's, and the ways to bring images to one size. */
@NullMarked
package dev.diptych.image.resize;

import org.jspecify.annotations.NullMarked;
