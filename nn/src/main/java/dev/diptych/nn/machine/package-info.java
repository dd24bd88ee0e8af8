/** How fast a machine multiplies matrices as an engine reaches it; axes M, N and K of a product. */
@NullMarked
package dev.diptych.nn.machine;

import org.jspecify.annotations.NullMarked;
