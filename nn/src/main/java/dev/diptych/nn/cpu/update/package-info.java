/**
 * What ends a training step, in Java on a host engine's memory: the gradients' norm, the guard and the updates.
 */
@NullMarked
package dev.diptych.nn.cpu.update;

import org.jspecify.annotations.NullMarked;
