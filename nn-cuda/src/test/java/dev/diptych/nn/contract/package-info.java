/** The contract of engines, as far as only engines for GPUs meet it. */
@NullMarked
package dev.diptych.nn.contract;

import org.jspecify.annotations.NullMarked;
