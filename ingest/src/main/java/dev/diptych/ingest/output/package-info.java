/** The folder that a run writes: whole files only, a journal to go on from after any interruption, and shards. */
@NullMarked
package dev.diptych.ingest.output;

import org.jspecify.annotations.NullMarked;
