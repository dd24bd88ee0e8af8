/** The scores of shards' samples, a Parquet file beside each shard: written, read, and samples kept by them. */
@NullMarked
package dev.diptych.ingest.score;

import org.jspecify.annotations.NullMarked;
