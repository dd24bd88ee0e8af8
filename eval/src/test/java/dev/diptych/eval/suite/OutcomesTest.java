package dev.diptych.eval.suite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.PairedDifference;
import dev.diptych.eval.retrieval.Matches;
import dev.diptych.eval.retrieval.Ranks;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    /** Images that alternate between classes 0 and 1, of which the last share is taken for class 2. */
    private static ImageClasses images(int wrong) {
        int[] labels = IntStream.range(0, 200).map(i -> i % 2).toArray();
        int[] predicted = IntStream.range(0, 200)
                .map(i -> i < 200 - wrong ? labels[i] : 2)
                .toArray();
        int[] ranks = IntStream.range(0, 200).map(i -> i < 200 - wrong ? 1 : 2).toArray();
        return new ImageClasses(
                List.of("red fox", "box", "ball"), new SingleLabel(3, labels, predicted, ranks, new double[200]), "");
    }

    @Test
    void findsADifferenceOfTheSameImagesThatIntervalsAloneDoNotTell() {
        ImageClasses better = images(90);
        ImageClasses worse = images(100);
        Score high = score(better);
        Score low = score(worse);
        assertThat(high.value()).isEqualTo(0.55);
        assertThat(high.chance()).isEqualTo(1 / 3.0);
        assertThat(high.interval().low()).isLessThan(low.interval().high());
        Map<String, PairedDifference> ahead =
                Outcomes.compare(better, worse, Bootstrap.DEFAULT).orElseThrow();
        assertThat(ahead.keySet()).containsExactly("acc1", "mean_per_class_recall");
        assertThat(ahead.values()).allSatisfy(difference -> {
            assertThat(difference.difference()).isCloseTo(0.05, within(1e-12));
            assertThat(difference.isReal()).isTrue();
        });
        PairedDifference back = requireNonNull(
                Outcomes.compare(worse, better, Bootstrap.DEFAULT).orElseThrow().get("acc1"));
        assertThat(back.difference()).isCloseTo(-0.05, within(1e-12));
        assertThat(back.isReal()).isTrue();
    }

    private static Score score(ImageClasses images) {
        SingleLabel predictions = images.predictions();
        return requireNonNull(Score.of(images.images(), images.statistics(), predictions.chance())
                .get("acc1"));
    }

    @Test
    void seesNoDifferenceOfOneModelFromItself() {
        assertThat(Outcomes.compare(images(90), images(90), Bootstrap.DEFAULT)
                        .orElseThrow()
                        .values())
                .allSatisfy(difference -> {
                    assertThat(difference.difference()).isZero();
                    assertThat(difference.isReal()).isFalse();
                });
    }

    @Test
    void doesNotCompareOtherItems() {
        PairRanks two = ranks(new int[] {1, 2}, new int[] {1, 1, 2}, new int[] {0, 0, 1});
        PairRanks others = ranks(new int[] {1, 2}, new int[] {1, 1, 2}, new int[] {0, 1, 1});
        assertThat(Outcomes.compare(two, others, Bootstrap.DEFAULT)).isEmpty();
        assertThat(Outcomes.compare(two, images(1), Bootstrap.DEFAULT)).isEmpty();
        assertThat(Outcomes.compare(two, two, Bootstrap.DEFAULT)).isPresent();
    }

    @Test
    void scoresTextsByTheirImages() {
        PairRanks ranks = ranks(new int[] {1, 6}, new int[] {1, 11, 2}, new int[] {0, 0, 1});
        Map<String, Score> scores = Score.of(2, ranks.statistics(), Map.of("text_to_image_R@10", 0.25));
        assertThat(requireNonNull(scores.get("image_to_text_R@1")).value()).isEqualTo(0.5);
        assertThat(requireNonNull(scores.get("image_to_text_R@10")).value()).isEqualTo(1);
        assertThat(requireNonNull(scores.get("text_to_image_R@5")).value()).isEqualTo(2 / 3.0);
        Score deepest = requireNonNull(scores.get("text_to_image_R@10"));
        assertThat(deepest.chance()).isEqualTo(0.25);
        assertThat(deepest.interval().low()).as("of the first image alone").isEqualTo(0.5);
        assertThat(deepest.interval().high()).as("of the second alone").isEqualTo(1);
    }

    private static PairRanks ranks(int[] ofImages, int[] ofTexts, int[] imageOfText) {
        return new PairRanks(new Ranks(ofImages, ofTexts, Matches.of(ofImages.length, ofTexts.length, imageOfText)));
    }
}
