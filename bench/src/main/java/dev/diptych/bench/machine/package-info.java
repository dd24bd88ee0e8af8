/** How fast a machine multiplies matrices and moves memory, as an engine reaches it; axes M, N and K of a product. */
@NullMarked
package dev.diptych.bench.machine;

import org.jspecify.annotations.NullMarked;
