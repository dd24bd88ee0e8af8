package dev.diptych.contrastive.vectors.row;

import java.util.List;
import java.util.Map;

/**
 * One row.
 *
 * @param id its number among all rows, from 0
 * @param vectors float32 [D], of length 1, for each of {@link VectorSchema#vectors}
 * @param cells the values of each column, none where it is null
 */
public record VectorRow(long id, List<float[]> vectors, Map<String, List<String>> cells) {}
