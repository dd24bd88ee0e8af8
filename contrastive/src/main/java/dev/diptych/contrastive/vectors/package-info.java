/** Embeddings as files that search engines load: vectors of length 1 with what their rows are. D: components of a vector. */
@NullMarked
package dev.diptych.contrastive.vectors;

import org.jspecify.annotations.NullMarked;
