/**
 * The primitives a program is made of, each with its gradient. Axis letters: B batch, T tokens, W width, H heads, D embedding, M N K matrix sides.
 */
@NullMarked
package dev.diptych.nn.op;

import org.jspecify.annotations.NullMarked;
