/** Processes of a Spark cluster on this machine. */
@NullMarked
package dev.diptych.spark;

import org.jspecify.annotations.NullMarked;
