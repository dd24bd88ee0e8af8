/**
 * Training pairs: read from shards, drawn and augmented into batches. B batch, T tokens, S image side.
 */
@NullMarked
package dev.diptych.contrastive.data;

import org.jspecify.annotations.NullMarked;
