/** Zero-shot evaluation of a trained model. */
@NullMarked
package dev.diptych.eval.zeroshot;

import org.jspecify.annotations.NullMarked;
