/**
 * The contrastive losses as ND4J's elementary operations.
 */
@NullMarked
package dev.diptych.nn.nd4j.loss;

import org.jspecify.annotations.NullMarked;
