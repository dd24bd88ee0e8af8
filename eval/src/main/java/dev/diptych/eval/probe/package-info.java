/** The linear probe: a classifier on frozen features, whose accuracy says what they hold. N features of D numbers, K classes. */
@NullMarked
package dev.diptych.eval.probe;

import org.jspecify.annotations.NullMarked;
