/**
 * A training step: batches in, gradients and a loss out, in one program or in micro-batches.
 */
@NullMarked
package dev.diptych.contrastive.step;

import org.jspecify.annotations.NullMarked;
