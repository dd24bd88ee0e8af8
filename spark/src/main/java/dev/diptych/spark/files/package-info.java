/** Hadoop's file systems as file systems of Java, so that what reads and writes paths reads and writes their URLs. */
@NullMarked
package dev.diptych.spark.files;

import org.jspecify.annotations.NullMarked;
