/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.parquet;

import org.jspecify.annotations.NullMarked;
