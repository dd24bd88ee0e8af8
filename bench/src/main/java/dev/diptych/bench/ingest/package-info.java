/** Benchmarks of the ingest: many small generated images through the whole of it, and the search for duplicates. */
@NullMarked
package dev.diptych.bench.ingest;

import org.jspecify.annotations.NullMarked;
