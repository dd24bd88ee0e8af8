/**
 * Ranks of many vectors by matrix products of an engine, block by block. N are images, M texts, D dimensions.
 */
@NullMarked
package dev.diptych.eval.retrieval.block;

import org.jspecify.annotations.NullMarked;
