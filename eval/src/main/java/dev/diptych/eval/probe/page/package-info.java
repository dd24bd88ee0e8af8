/** The page of a linear probe. */
@NullMarked
package dev.diptych.eval.probe.page;

import org.jspecify.annotations.NullMarked;
