@NullMarked
package dev.diptych.eval.interval;

import org.jspecify.annotations.NullMarked;
