/** The page of a suite. */
@NullMarked
package dev.diptych.eval.suite.page;

import org.jspecify.annotations.NullMarked;
