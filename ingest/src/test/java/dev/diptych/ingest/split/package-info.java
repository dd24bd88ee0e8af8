/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.split;

import org.jspecify.annotations.NullMarked;
