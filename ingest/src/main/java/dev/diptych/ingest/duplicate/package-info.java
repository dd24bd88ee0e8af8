/** Duplicates over a whole run in bounded memory: exact ones by content, near ones by a 64-bit perceptual hash. */
@NullMarked
package dev.diptych.ingest.duplicate;

import org.jspecify.annotations.NullMarked;
