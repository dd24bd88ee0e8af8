/** Making an index: embeddings, then the files that a search reads. N rows, D dimensions. */
@NullMarked
package dev.diptych.search.build;

import org.jspecify.annotations.NullMarked;
