/**
 * Batches and embeddings in ND4J's types. Axis letters: B pairs of a batch, C tokens of a caption, N and M rows, D dimensions
 * of the embedding space, S an image's side.
 */
@NullMarked
package dev.diptych.dl4j;

import org.jspecify.annotations.NullMarked;
