/** Files of figures for TensorBoard. */
@NullMarked
package dev.diptych.report.tensorboard;

import org.jspecify.annotations.NullMarked;
