/** What bounds a model's operations on a machine: its products and its memory. */
@NullMarked
package dev.diptych.bench.machine;

import org.jspecify.annotations.NullMarked;
