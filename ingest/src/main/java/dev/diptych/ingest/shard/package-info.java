/** WebDataset shards: which ones a spec names, their samples, and a sample's metadata in img2dataset's fields. */
@NullMarked
package dev.diptych.ingest.shard;

import org.jspecify.annotations.NullMarked;
