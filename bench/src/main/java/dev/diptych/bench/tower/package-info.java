/** Benchmarks of one tower's forward programs; B rows, D dimensions. */
@NullMarked
package dev.diptych.bench.tower;

import org.jspecify.annotations.NullMarked;
