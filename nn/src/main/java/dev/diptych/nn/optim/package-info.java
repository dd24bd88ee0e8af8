/**
 * The optimiser and learning-rate schedules.
 */
@NullMarked
package dev.diptych.nn.optim;

import org.jspecify.annotations.NullMarked;
