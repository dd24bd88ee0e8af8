/** Splits of a data set, such as train and val: which one a sample belongs to depends on a value of it alone. */
@NullMarked
package dev.diptych.ingest.split;

import org.jspecify.annotations.NullMarked;
