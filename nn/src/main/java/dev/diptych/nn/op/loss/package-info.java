/**
 * The contrastive losses, each with its gradient in the same pass.
 */
@NullMarked
package dev.diptych.nn.op.loss;

import org.jspecify.annotations.NullMarked;
