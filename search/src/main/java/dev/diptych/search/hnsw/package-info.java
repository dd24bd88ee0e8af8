/**
 * A graph of neighbours by Lucene, for indexes that a scan takes too long for: nearly all of the most similar rows, in a small part
 * of the time. N rows, D dimensions.
 */
@NullMarked
package dev.diptych.search.hnsw;

import org.jspecify.annotations.NullMarked;
