/** Embedding images and captions with a trained model. B batch, N rows, D embedding. */
@NullMarked
package dev.diptych.contrastive.embed;

import org.jspecify.annotations.NullMarked;
