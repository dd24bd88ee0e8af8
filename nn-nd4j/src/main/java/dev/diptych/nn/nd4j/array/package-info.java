/**
 * Tensors as ND4J arrays, and memory that operations share.
 */
@NullMarked
package dev.diptych.nn.nd4j.array;

import org.jspecify.annotations.NullMarked;
