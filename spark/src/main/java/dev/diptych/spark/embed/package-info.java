/** Partitions of vectors and scores that executors make. */
@NullMarked
package dev.diptych.spark.embed;

import org.jspecify.annotations.NullMarked;
