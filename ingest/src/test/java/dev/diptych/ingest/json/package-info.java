/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.json;

import org.jspecify.annotations.NullMarked;
