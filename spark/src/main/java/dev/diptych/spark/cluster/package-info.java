/** A Spark cluster, and what it says when it does not do what it is asked for. */
@NullMarked
package dev.diptych.spark.cluster;

import org.jspecify.annotations.NullMarked;
