/**
 * Primitives on sequences: patches and tokens into rows, and rows out of them.
 */
@NullMarked
package dev.diptych.nn.op.token;

import org.jspecify.annotations.NullMarked;
