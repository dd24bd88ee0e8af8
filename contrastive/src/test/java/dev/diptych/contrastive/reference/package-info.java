/**
 * Both towers in double precision and plain loops, written from the papers: what the product's embeddings are tested
 * against. Axes: B pairs, T tokens, W a tower's width, D the shared embedding space, K a product's inner axis.
 */
@NullMarked
package dev.diptych.contrastive.reference;

import org.jspecify.annotations.NullMarked;
