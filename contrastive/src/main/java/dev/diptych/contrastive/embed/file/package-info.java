/** The files of embeddings, as clip-retrieval lays them out: NumPy's for vectors, Parquet for what their rows are. */
@NullMarked
package dev.diptych.contrastive.embed.file;

import org.jspecify.annotations.NullMarked;
