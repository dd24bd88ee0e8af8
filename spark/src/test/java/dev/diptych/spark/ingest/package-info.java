/** What Spark does beside what one machine does. */
@NullMarked
package dev.diptych.spark.ingest;

import org.jspecify.annotations.NullMarked;
