/**
 * The engine for NVIDIA GPUs: places tensors, binds each primitive to kernels or to a matrix product, and captures programs
 * into graphs. It knows a GPU by the interface in {@code device} alone.
 */
@NullMarked
package dev.diptych.nn.cuda;

import org.jspecify.annotations.NullMarked;
