/** What a file says of its image before any pixel is decoded, and the reader of its bytes. */
@NullMarked
package dev.diptych.image.header;

import org.jspecify.annotations.NullMarked;
