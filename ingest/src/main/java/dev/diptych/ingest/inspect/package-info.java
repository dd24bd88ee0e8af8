/** Looks into shards of any tool: what is wrong with them, what is in them, and what they look like. */
@NullMarked
package dev.diptych.ingest.inspect;

import org.jspecify.annotations.NullMarked;
