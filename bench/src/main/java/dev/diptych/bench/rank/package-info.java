/** Timing of retrieval: ranks of made-up vectors. */
@NullMarked
package dev.diptych.bench.rank;

import org.jspecify.annotations.NullMarked;
