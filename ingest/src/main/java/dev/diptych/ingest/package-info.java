/** Captioned-image archives in, WebDataset shards out; the shard format, reading and writing. */
@NullMarked
package dev.diptych.ingest;

import org.jspecify.annotations.NullMarked;
