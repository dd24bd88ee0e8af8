/** Rows of embeddings as engines store them: a number, vectors, and fields with names that all of them take. D: components of a vector. */
@NullMarked
package dev.diptych.contrastive.vectors.row;

import org.jspecify.annotations.NullMarked;
