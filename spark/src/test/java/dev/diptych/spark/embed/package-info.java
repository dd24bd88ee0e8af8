/** Partitions that executors make beside those of one machine. */
@NullMarked
package dev.diptych.spark.embed;

import org.jspecify.annotations.NullMarked;
