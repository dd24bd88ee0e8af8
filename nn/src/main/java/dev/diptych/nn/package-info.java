/** Tensors, recorded programs, layers, optimisers and the engines that run them. */
@NullMarked
package dev.diptych.nn;

import org.jspecify.annotations.NullMarked;
