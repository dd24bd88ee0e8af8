/** Outcomes written: shards, the log of what was left out, the report and the account of the run. */
@NullMarked
package dev.diptych.ingest.pipeline.write;

import org.jspecify.annotations.NullMarked;
