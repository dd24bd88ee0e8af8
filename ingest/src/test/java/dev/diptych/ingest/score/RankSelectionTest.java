package dev.diptych.ingest.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankSelectionTest {
    private static RankSelection of(List<Float> values) {
        return new RankSelection(values::forEach);
    }

    @Test
    void findsWhatSortingFinds() {
        Random random = new Random(3);
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            values.add((float) random.nextGaussian() * (i % 7 == 0 ? 1e-3f : 1));
            values.add(values.get(random.nextInt(values.size()))); // ties
        }
        RankSelection selection = of(values);
        List<Float> sorted = values.stream().sorted().toList();

        assertThat(selection.count()).isEqualTo(values.size());
        long[] ranks = random.longs(300, 0, values.size()).toArray();
        float[] found = selection.at(ranks);
        for (int i = 0; i < ranks.length; i++) {
            assertThat(found[i]).as("rank %d", ranks[i]).isEqualTo(sorted.get((int) ranks[i]));
        }
    }

    @Test
    void ordersNegativeNumbersZeroAndInfinities() {
        List<Float> values = List.of(0.5f, -0.0f, Float.NEGATIVE_INFINITY, 0f, -2f, Float.POSITIVE_INFINITY, -1e-30f);

        assertThat(of(values).at(0, 1, 2, 3, 4, 5, 6))
                .containsExactly(Float.NEGATIVE_INFINITY, -2f, -1e-30f, 0f, 0f, 0.5f, Float.POSITIVE_INFINITY);
    }

    @Test
    void rejectsARankThatIsNotThere() {
        assertThatThrownBy(() -> of(List.of(1f)).at(1)).hasMessage("rank 1, expected 0 to 0");
    }
}
