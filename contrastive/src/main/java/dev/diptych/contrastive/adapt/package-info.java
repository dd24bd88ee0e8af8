/** Models that start from others' weights: what of them is trained, and how fast. */
@NullMarked
package dev.diptych.contrastive.adapt;

import org.jspecify.annotations.NullMarked;
