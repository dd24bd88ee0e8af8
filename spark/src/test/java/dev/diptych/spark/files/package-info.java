@NullMarked
package dev.diptych.spark.files;

import org.jspecify.annotations.NullMarked;
