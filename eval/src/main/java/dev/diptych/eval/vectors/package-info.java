/** Vectors of any tool as what is scored: NumPy's files, one by one or by the folder. */
@NullMarked
package dev.diptych.eval.vectors;

import org.jspecify.annotations.NullMarked;
