/** The random numbers of an augmentation: drawn per sample and transform, in ranges within limits. */
@NullMarked
package dev.diptych.vision.augment.draw;

import org.jspecify.annotations.NullMarked;
