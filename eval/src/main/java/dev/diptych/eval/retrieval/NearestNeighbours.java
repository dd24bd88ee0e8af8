package dev.diptych.eval.retrieval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Exact search by dot product: the k most similar candidates of each query, of equal ones the lower index first. */
public final class NearestNeighbours {
    private static final Comparator<Neighbour> NEAREST_FIRST = Comparator.<Neighbour>comparingDouble(
                    neighbour -> -neighbour.similarity())
            .thenComparingInt(Neighbour::index);

    private NearestNeighbours() {}

    /**
     * Finds the neighbours of each query, nearest first.
     *
     * @param k at least 1; where there are fewer candidates, all of them are found
     * @throws IllegalArgumentException if {@code k} is below 1 or the dimensions differ
     */
    public static List<List<Neighbour>> find(Embeddings queries, Embeddings candidates, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("search refused: k: " + k + ", expected at least 1");
        }
        SimilarityProduct similarities = new SimilarityProduct(queries, candidates);
        return IntStream.range(0, similarities.rows())
                .parallel()
                .mapToObj(query -> {
                    float[] row = new float[similarities.columns()];
                    similarities.fill(query, query + 1, row);
                    return nearest(row, k);
                })
                .toList();
    }

    private static List<Neighbour> nearest(float[] similarities, int k) {
        PriorityQueue<Neighbour> farthestFirst = new PriorityQueue<>(NEAREST_FIRST.reversed());
        float bar = Float.NEGATIVE_INFINITY;
        for (int index = 0; index < similarities.length; index++) {
            // A later candidate that only equals the farthest does not replace it: the lower index comes first.
            if (farthestFirst.size() < k || similarities[index] > bar) {
                farthestFirst.add(new Neighbour(index, similarities[index]));
                if (farthestFirst.size() > k) {
                    farthestFirst.poll();
                }
                bar = farthestFirst.element().similarity();
            }
        }
        Neighbour[] found = farthestFirst.toArray(new Neighbour[0]);
        Arrays.sort(found, NEAREST_FIRST);
        return List.of(found);
    }
}
