/**
 * Times each primitive alone, on every engine, by JMH; axes B pairs, T tokens, W width, H heads, V vocabulary, D
 * embedding, S side of an image, P of a patch.
 */
@NullMarked
package dev.diptych.bench.op;

import org.jspecify.annotations.NullMarked;
