/**
 * What ends a training step: the gradients' norm, the guard, the optimiser and the bounds of what it updates.
 */
@NullMarked
package dev.diptych.nn.op.update;

import org.jspecify.annotations.NullMarked;
