/**
 * Primitives on sequences of unlike lengths whose tokens stand one after another: R rows of B sequences, without padding between
 * them.
 */
@NullMarked
package dev.diptych.nn.op.packed;

import org.jspecify.annotations.NullMarked;
