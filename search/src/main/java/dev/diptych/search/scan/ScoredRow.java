package dev.diptych.search.scan;

import java.util.Comparator;

/**
 * A row and its similarity.
 *
 * @param score the product of two unit vectors, summed in float64
 */
public record ScoredRow(int row, double score) {
    /** The most similar first, of equal ones the lower row. */
    public static final Comparator<ScoredRow> ORDER =
            Comparator.comparingDouble(ScoredRow::score).reversed().thenComparingInt(ScoredRow::row);
}
