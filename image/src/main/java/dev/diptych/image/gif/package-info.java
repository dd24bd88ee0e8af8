/** GIF files (GIF89a): their headers and the pixels of the first frame. */
@NullMarked
package dev.diptych.image.gif;

import org.jspecify.annotations.NullMarked;
