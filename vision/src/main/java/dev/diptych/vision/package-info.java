/** Preprocessing and augmentation to model input; the vision transformer. */
@NullMarked
package dev.diptych.vision;

import org.jspecify.annotations.NullMarked;
