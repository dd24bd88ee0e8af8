/** Tests of training on several ranks. */
@NullMarked
package dev.diptych.contrastive.ranks;

import org.jspecify.annotations.NullMarked;
