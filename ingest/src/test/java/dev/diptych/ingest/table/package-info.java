/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.table;

import org.jspecify.annotations.NullMarked;
