/** Zero-shot evaluation of a trained model, and the report of a run. */
@NullMarked
package dev.diptych.eval.zeroshot;

import org.jspecify.annotations.NullMarked;
