/** Images with labels, from wherever labelled data lies. */
@NullMarked
package dev.diptych.eval.labelled;

import org.jspecify.annotations.NullMarked;
