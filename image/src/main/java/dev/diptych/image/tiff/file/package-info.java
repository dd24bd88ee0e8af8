/** TIFF files (TIFF 6.0): their headers and their pixels, whichever decoder those need. */
@NullMarked
package dev.diptych.image.tiff.file;

import org.jspecify.annotations.NullMarked;
