/**
 * The engine for CPUs: oneDNN primitives, created once per program, beside the Java kernels.
 */
@NullMarked
package dev.diptych.nn.onednn;

import org.jspecify.annotations.NullMarked;
