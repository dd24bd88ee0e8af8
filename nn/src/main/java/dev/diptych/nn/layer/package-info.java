/**
 * Layers: parameters and the primitives they record. Axis letters: B batch, T tokens, W width.
 */
@NullMarked
package dev.diptych.nn.layer;

import org.jspecify.annotations.NullMarked;
