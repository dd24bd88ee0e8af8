/**
 * Where the tokens of sequences of unlike lengths stand that are packed one after another.
 */
@NullMarked
package dev.diptych.nn.packing;

import org.jspecify.annotations.NullMarked;
