/** An ingest whose images executors work on, and whose shards they write. */
@NullMarked
package dev.diptych.spark.ingest;

import org.jspecify.annotations.NullMarked;
