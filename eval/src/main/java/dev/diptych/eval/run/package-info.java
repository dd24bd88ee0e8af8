/** The page of a run. */
@NullMarked
package dev.diptych.eval.run;

import org.jspecify.annotations.NullMarked;
