/**
 * A model's tensors by name and shape: which it has, how those of another library's layout hold them, and learnt positions for other
 * numbers of them. W width, T tokens, H and N rows of a grid.
 */
@NullMarked
package dev.diptych.export.tensor;

import org.jspecify.annotations.NullMarked;
