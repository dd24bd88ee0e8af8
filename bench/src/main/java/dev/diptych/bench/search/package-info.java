/** The speed of searches in an index of made-up vectors. N rows, D dimensions, K hits. */
@NullMarked
package dev.diptych.bench.search;

import org.jspecify.annotations.NullMarked;
