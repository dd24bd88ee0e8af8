/**
 * Kernels in plain Java over direct buffers, for what no native library has: lookups, losses, the optimiser.
 */
@NullMarked
package dev.diptych.nn.cpu;

import org.jspecify.annotations.NullMarked;
