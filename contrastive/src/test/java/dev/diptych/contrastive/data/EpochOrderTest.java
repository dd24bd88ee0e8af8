package dev.diptych.contrastive.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EpochOrderTest {
    @Test
    void anEpochHasEverySampleOnceInAnOrderOfItsOwn() {
        EpochOrder order = EpochOrder.of(1_000, 3);
        List<Integer> first = samples(order, 0);
        List<Integer> second = samples(order, 1);
        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1_000).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        assertThat(samples(EpochOrder.of(1_000, 4), 0)).isNotEqualTo(first);
        assertThat(samples(EpochOrder.of(1_000, 3), 0)).isEqualTo(first);
    }

    @Test
    void everyPlaceIsAsLikelyForEverySample() {
        int[][] counts = new int[5][5];
        for (int seed = 0; seed < 20_000; seed++) {
            EpochOrder order = EpochOrder.of(5, seed);
            for (int place = 0; place < 5; place++) {
                counts[order.at(0, place).sample()][place]++;
            }
        }
        for (int[] of : counts) {
            for (int count : of) {
                assertThat(count).isCloseTo(4_000, within(300)); // over five standard deviations
            }
        }
    }

    @Test
    void aFactorRepeatsWholeSourcesAndDrawsTheRestAnewForEachPass() {
        EpochOrder order = new EpochOrder(List.of(10, 4), List.of(1.0, 2.5), 0, 7);
        assertThat(order.epochSize()).isEqualTo(10 + 2 * 4 + 2);
        Set<Set<Integer>> thrice = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            List<Integer> samples = samples(order, epoch);
            int[] counts = new int[14];
            samples.forEach(sample -> counts[sample]++);
            assertThat(IntStream.range(0, 10).map(i -> counts[i]).boxed()).containsOnly(1);
            Set<Integer> extra = new HashSet<>();
            for (int i = 10; i < 14; i++) {
                assertThat(counts[i]).isBetween(2, 3);
                if (counts[i] == 3) {
                    extra.add(i);
                }
            }
            assertThat(extra).hasSize(2);
            thrice.add(extra);
        }
        assertThat(thrice).hasSizeGreaterThan(2);
    }

    @Test
    void repeatsOfASampleAreDrawnApart() {
        EpochOrder order = new EpochOrder(List.of(3), List.of(4.0), 0, 7);
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            numbers.add(order.at(0, i).number());
        }
        assertThat(numbers).hasSize(12);
    }

    @Test
    void anEpochOfSomeSamplesGoesOnWhereTheLastEnded() {
        EpochOrder whole = EpochOrder.of(10, 1);
        EpochOrder part = new EpochOrder(List.of(10), List.of(1.0), 4, 1);
        List<Integer> expected = new ArrayList<>(samples(whole, 0));
        expected.addAll(samples(whole, 1));
        List<Integer> actual = new ArrayList<>();
        for (int epoch = 0; epoch < 5; epoch++) {
            actual.addAll(samples(part, epoch));
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(part.steps(3)).isEqualTo(1);
    }

    @Test
    void refusesWhatIsTooFewOrTooMany() {
        assertThatThrownBy(() -> EpochOrder.of(2, 0).steps(3))
                .hasMessage("train: batch_size 3, expected at most 2, the pairs there are");
        assertThatThrownBy(() -> new EpochOrder(List.of(1, 2), List.of(1.0), 0, 0))
                .hasMessage("train: 1 upsampling factors, expected 2, one a source");
        assertThatThrownBy(() -> new EpochOrder(List.of(1 << 20), List.of(4096.0), 0, 0))
                .hasMessageContaining("expected at most 2147483639; lower the upsampling factors");
    }

    private static List<Integer> samples(EpochOrder order, long epoch) {
        List<Integer> samples = new ArrayList<>();
        for (long i = 0; i < order.epochSize(); i++) {
            samples.add(order.at(epoch, i).sample());
        }
        return samples;
    }
}
