/**
 * cuBLASLt's matrix products: descriptions, and algorithms chosen once, when a product is bound.
 */
@NullMarked
package dev.diptych.nn.cuda.blas;

import org.jspecify.annotations.NullMarked;
