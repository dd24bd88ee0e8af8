/**
 * Zero-shot classification of labelled images by the names of their classes. N is the number of images, C that of classes, D
 * that of dimensions.
 */
@NullMarked
package dev.diptych.eval.classify;

import org.jspecify.annotations.NullMarked;
