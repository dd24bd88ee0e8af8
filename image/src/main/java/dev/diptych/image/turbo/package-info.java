/** libjpeg-turbo, the same on every JDK: the library of Leptonica's preset carries it, and is called through JNA. */
@NullMarked
package dev.diptych.image.turbo;

import org.jspecify.annotations.NullMarked;
