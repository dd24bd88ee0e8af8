/**
 * The losses and their gradients, in Java on a host engine's memory.
 */
@NullMarked
package dev.diptych.nn.cpu.loss;

import org.jspecify.annotations.NullMarked;
