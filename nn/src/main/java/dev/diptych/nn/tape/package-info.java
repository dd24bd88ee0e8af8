/**
 * What is computed, before anything computes it: primitives on a tape that differentiates them.
 */
@NullMarked
package dev.diptych.nn.tape;

import org.jspecify.annotations.NullMarked;
