/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.name;

import org.jspecify.annotations.NullMarked;
