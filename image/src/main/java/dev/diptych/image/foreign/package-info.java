/** Files that stand where an image should, and are none that is decoded. */
@NullMarked
package dev.diptych.image.foreign;

import org.jspecify.annotations.NullMarked;
