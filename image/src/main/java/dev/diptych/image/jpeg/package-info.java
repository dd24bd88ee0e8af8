/** JPEG files (ITU-T T.81): their headers and their pixels. */
@NullMarked
package dev.diptych.image.jpeg;

import org.jspecify.annotations.NullMarked;
