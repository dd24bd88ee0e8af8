/** The account of a run: what became of every member of the input, line by line and in sums. */
@NullMarked
package dev.diptych.ingest.manifest;

import org.jspecify.annotations.NullMarked;
