/**
 * Models in folders as open_clip and Hugging Face lay them out: what a model is, what it needs (preprocessing, tokenizer),
 * and its tensors, read and written. W width, D embedding, T tokens, H and N rows of a grid.
 */
@NullMarked
package dev.diptych.export.folder;

import org.jspecify.annotations.NullMarked;
