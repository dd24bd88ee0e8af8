/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.duplicate;

import org.jspecify.annotations.NullMarked;
