/** Softmax regression by L-BFGS: N features of D numbers, K classes, P = K (D + 1) variables. */
@NullMarked
package dev.diptych.eval.probe.lbfgs;

import org.jspecify.annotations.NullMarked;
