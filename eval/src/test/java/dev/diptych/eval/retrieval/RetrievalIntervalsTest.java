package dev.diptych.eval.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalIntervalsTest {
    @Test
    void everyScoreHasOneThatHoldsIt() {
        SplittableRandom random = new SplittableRandom(4);
        int[] imageOfText = IntStream.range(0, 150).map(text -> text % 50).toArray();
        float[] similarities = new float[50 * 150];
        for (int i = 0; i < similarities.length; i++) {
            boolean right = imageOfText[i % 150] == i / 150;
            similarities[i] = (float) (random.nextDouble() + (right ? 0.6 : 0));
        }
        Ranks ranks = Ranks.of(new SimilarityMatrix(similarities, 50, 150), imageOfText);

        List<Integer> depths = List.of(1, 5);
        Map<String, Interval> intervals = RetrievalIntervals.of(ranks, depths, Bootstrap.DEFAULT);

        Set<String> names = new LinkedHashSet<>(ranks.metrics().byName().keySet());
        names.addAll(ranks.recalls(depths).keySet());
        assertThat(intervals.keySet()).isEqualTo(names);
        ranks.metrics().byName().forEach((name, score) -> {
            Interval interval = Objects.requireNonNull(intervals.get(name));
            assertThat(score).as(name).isBetween(interval.low(), interval.high());
        });
        assertThat(intervals.get("text_retrieval_recall@5")).isEqualTo(intervals.get("image_to_text_R@5"));
        assertThat(intervals.get("image_retrieval_recall@5")).isEqualTo(intervals.get("text_to_image_R@5"));
    }
}
