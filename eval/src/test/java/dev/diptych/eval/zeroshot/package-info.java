@NullMarked
package dev.diptych.eval.zeroshot;

import org.jspecify.annotations.NullMarked;
