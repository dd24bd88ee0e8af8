/** WebP files (RFC 9649): their headers and the pixels of the first frame, by libwebp. */
@NullMarked
package dev.diptych.image.webp;

import org.jspecify.annotations.NullMarked;
