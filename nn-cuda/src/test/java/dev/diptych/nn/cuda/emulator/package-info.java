/**
 * The kernels on a CPU: their own sources compiled by g++, each CUDA thread a fiber, every access checked. It shows what
 * they compute and that they stay within their memory, not how fast they are.
 */
@NullMarked
package dev.diptych.nn.cuda.emulator;

import org.jspecify.annotations.NullMarked;
