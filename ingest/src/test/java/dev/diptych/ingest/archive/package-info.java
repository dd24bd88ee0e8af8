/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.archive;

import org.jspecify.annotations.NullMarked;
