/** The commands of the PyTorch peer; B rows, T tokens, D dimensions. */
@NullMarked
package dev.diptych.bench.torch;

import org.jspecify.annotations.NullMarked;
