/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.inspect;

import org.jspecify.annotations.NullMarked;
