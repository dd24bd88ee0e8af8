/** What the scores of pairs look like: quantiles, a histogram, and pairs to look at. */
@NullMarked
package dev.diptych.eval.score;

import org.jspecify.annotations.NullMarked;
