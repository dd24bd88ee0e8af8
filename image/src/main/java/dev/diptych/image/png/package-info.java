/** PNG files (W3C PNG): their headers and their pixels. */
@NullMarked
package dev.diptych.image.png;

import org.jspecify.annotations.NullMarked;
