/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.table.text;

import org.jspecify.annotations.NullMarked;
