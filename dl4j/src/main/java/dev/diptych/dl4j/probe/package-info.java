/** Linear probes by Deeplearning4j's networks: N features of D numbers, K classes, P = K (D + 1) variables. */
@NullMarked
package dev.diptych.dl4j.probe;

import org.jspecify.annotations.NullMarked;
