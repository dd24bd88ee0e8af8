/**
 * Embedding images and captions with a trained model, and files of embeddings in clip-retrieval's layout. R rows of a
 * program, N rows, D embedding, S side of an image, T tokens.
 */
@NullMarked
package dev.diptych.contrastive.embed;

import org.jspecify.annotations.NullMarked;
