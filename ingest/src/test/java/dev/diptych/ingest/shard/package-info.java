/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.shard;

import org.jspecify.annotations.NullMarked;
