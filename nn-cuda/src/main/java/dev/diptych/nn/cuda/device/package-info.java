/**
 * What the engine asks of a GPU, and nothing of how it is done: memory, copies, kernels, matrix products, graphs.
 */
@NullMarked
package dev.diptych.nn.cuda.device;

import org.jspecify.annotations.NullMarked;
