/** Linear classifiers and what fits them: N features of D numbers, K classes. */
@NullMarked
package dev.diptych.eval.probe.fit;

import org.jspecify.annotations.NullMarked;
