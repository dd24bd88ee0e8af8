/**
 * CUDA C++ kernels, and how each primitive launches them; pure Java, so that it is tested without a GPU. Axis letters: B
 * batch, T tokens, W width, H heads, D head width, M N matrix sides.
 */
@NullMarked
package dev.diptych.nn.cuda.kernel;

import org.jspecify.annotations.NullMarked;
