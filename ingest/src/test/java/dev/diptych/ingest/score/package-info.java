/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.score;

import org.jspecify.annotations.NullMarked;
