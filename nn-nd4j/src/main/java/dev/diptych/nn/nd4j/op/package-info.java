/**
 * Primitives as ND4J's elementary operations.
 */
@NullMarked
package dev.diptych.nn.nd4j.op;

import org.jspecify.annotations.NullMarked;
