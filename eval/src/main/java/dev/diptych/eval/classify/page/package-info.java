/** The page of a zero-shot classification. */
@NullMarked
package dev.diptych.eval.classify.page;

import org.jspecify.annotations.NullMarked;
