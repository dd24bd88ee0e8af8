/** Tests of the PyTorch peer. */
@NullMarked
package dev.diptych.bench.torch;

import org.jspecify.annotations.NullMarked;
