/**
 * Kernels in plain Java for sequences of unlike lengths, R rows of B sequences: lookups, and attention by way of an engine's own on
 * sequences of like lengths.
 */
@NullMarked
package dev.diptych.nn.cpu.packed;

import org.jspecify.annotations.NullMarked;
