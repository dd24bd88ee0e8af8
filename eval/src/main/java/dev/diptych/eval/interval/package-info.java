/** How far scores can be trusted: intervals by resampling what was scored. */
@NullMarked
package dev.diptych.eval.interval;

import org.jspecify.annotations.NullMarked;
