@NullMarked
package dev.diptych.eval.vectors;

import org.jspecify.annotations.NullMarked;
