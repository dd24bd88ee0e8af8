package dev.diptych.eval.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {
    @Test
    void findsTheNearestFirst() {
        Embeddings queries = new Embeddings(new float[] {1, 0, 0, 1}, 2);
        Embeddings candidates = new Embeddings(new float[] {0.5f, 1, 2, 0, -1, 3}, 2);
        assertThat(NearestNeighbours.find(queries, candidates, 2))
                .containsExactly(
                        List.of(new Neighbour(1, 2), new Neighbour(0, 0.5f)),
                        List.of(new Neighbour(2, 3), new Neighbour(0, 1)));
    }

    @Test
    void givesTiesToTheLowerIndex() {
        Embeddings candidates = new Embeddings(new float[] {1, 2, 1, 2, 2, 1}, 1);
        assertThat(indices(NearestNeighbours.find(new Embeddings(new float[] {1}, 1), candidates, 4)
                        .get(0)))
                .containsExactly(1, 3, 4, 0);
    }

    @Test
    void findsAllWhereThereAreFewer() {
        Embeddings one = new Embeddings(new float[] {1}, 1);
        assertThat(indices(NearestNeighbours.find(one, one, 5).get(0))).containsExactly(0);
    }

    @Test
    void agreesWithSortingAll() {
        Random random = new Random(11);
        float[] values = new float[700];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(40);
        }
        List<Integer> sorted = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Float.compare(values[b], values[a]))
                .limit(25)
                .toList();
        List<List<Neighbour>> found =
                NearestNeighbours.find(new Embeddings(new float[] {1}, 1), new Embeddings(values, 1), 25);
        assertThat(indices(found.get(0))).isEqualTo(sorted);
    }

    @Test
    void rejectsSearchForNone() {
        Embeddings one = new Embeddings(new float[] {1}, 1);
        assertThatThrownBy(() -> NearestNeighbours.find(one, one, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("search refused: k: 0, expected at least 1");
    }

    private static List<Integer> indices(List<Neighbour> neighbours) {
        return neighbours.stream().map(Neighbour::index).toList();
    }
}
