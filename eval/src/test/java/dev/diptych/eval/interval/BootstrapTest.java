package dev.diptych.eval.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final int TRIALS = 1000;
    private static final Bootstrap QUICK = new Bootstrap(300, 0.95, 7);

    @Test
    void coversTheTruthOfIndependentQueriesAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(3);
        double covered = coverage(0.4, () -> {
            double[] hits = random.doubles(150).map(u -> u < 0.4 ? 1 : 0).toArray();
            return QUICK.interval(hits.length, Statistic.mean(hits));
        });
        assertThat(covered).isBetween(0.93, 0.97);
    }

    @Test
    void takesTheMiddleOfScoresAsNumpysQuantileDoes() {
        double[] scores =
                IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray();
        Interval middle = new Bootstrap(101, 0.95, 1).middle(scores);
        assertThat(middle.low()).isCloseTo(2.5, within(1e-9));
        assertThat(middle.high()).isCloseTo(97.5, within(1e-9));
    }

    @Test
    void coversTheTruthOfCaptionsThatShareAnImageOnlyIfImagesAreDrawn() {
        int images = 120;
        int[] imageOf = IntStream.range(0, 4 * images).map(text -> text / 4).toArray();
        int[] alone = IntStream.range(0, 4 * images).toArray();
        SplittableRandom random = new SplittableRandom(5);
        Supplier<double[]> hits = () -> {
            // Half of the images are easy: 0.9 of their captions hit, 0.3 of the others', 0.6 of all.
            double[] easy = random.doubles(images).map(u -> u < 0.5 ? 0.9 : 0.3).toArray();
            return Arrays.stream(imageOf)
                    .mapToDouble(image -> random.nextDouble() < easy[image] ? 1 : 0)
                    .toArray();
        };
        assertThat(coverage(0.6, () -> QUICK.interval(images, Statistic.mean(hits.get(), imageOf, images))))
                .isBetween(0.93, 0.97);
        assertThat(coverage(0.6, () -> QUICK.interval(4 * images, Statistic.mean(hits.get(), alone, 4 * images))))
                .isLessThan(0.90);
    }

    @Test
    void coversTheTruthOfADifferenceOfTwoModels() {
        int[] alone = IntStream.range(0, 150).toArray();
        SplittableRandom random = new SplittableRandom(11);
        double covered = coverage(0.2, () -> {
            double[] hardness = random.doubles(150).toArray();
            double[] first = Arrays.stream(hardness).map(u -> u < 0.7 ? 1 : 0).toArray();
            double[] second = Arrays.stream(hardness)
                    .map(u -> u < 0.6 && random.nextDouble() < 5 / 6.0 ? 1 : 0)
                    .toArray();
            return QUICK.difference(first, second, alone, 150).interval();
        });
        assertThat(covered).isBetween(0.93, 0.97);
    }

    private static double coverage(double truth, Supplier<Interval> trial) {
        int covered = 0;
        for (int i = 0; i < TRIALS; i++) {
            Interval interval = trial.get();
            covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
        }
        return covered / (double) TRIALS;
    }

    @Test
    void aPairedDifferenceIsSureWhereTwoSeparateOnesWouldNotBe() {
        int[] alone = IntStream.range(0, 200).toArray();
        double[] first = IntStream.range(0, 200).mapToDouble(i -> i % 2).toArray();
        double[] second = first.clone();
        for (int i = 0; i < 10; i++) {
            second[2 * i + 1] = 0; // wrong where the first is right, and never the other way round
        }
        PairedDifference difference = Bootstrap.DEFAULT.difference(first, second, alone, 200);
        assertThat(difference.difference()).isCloseTo(0.05, within(1e-12));
        assertThat(difference.interval().low()).isPositive();
        assertThat(difference.p()).isLessThan(0.01);
        Interval separate = Bootstrap.DEFAULT.interval(200, Statistic.mean(first));
        assertThat(separate.low()).isLessThan(0.45);
    }

    @Test
    void modelsThatAreTheSameDoNotDiffer() {
        double[] hits = {1, 0, 1, 1};
        PairedDifference none = QUICK.difference(hits, hits, new int[] {0, 0, 1, 1}, 2);
        assertThat(none).isEqualTo(new PairedDifference(0, new Interval(0, 0), 1));
    }

    @Test
    void theSameSeedDrawsTheSameSetsForEveryStatistic() {
        double[] values = {3, 1, 4, 1, 5, 9, 2, 6};
        Statistic mean = Statistic.mean(values);
        List<Interval> both = QUICK.intervals(8, List.of(mean, mean));
        assertThat(both.get(0)).isEqualTo(both.get(1)).isEqualTo(QUICK.interval(8, mean));
        assertThat(new Bootstrap(300, 0.95, 8).interval(8, mean)).isNotEqualTo(both.get(0));
    }

    @Test
    void aMeanOverQueriesWeighsUnitsByTheirQueries() {
        double[] values = {1, 1, 1, 0};
        Statistic mean = Statistic.mean(values, new int[] {0, 0, 0, 1}, 2);
        assertThat(mean.of(new int[] {1, 1})).isEqualTo(0.75);
        assertThat(mean.of(new int[] {0, 2})).isZero();
        assertThat(mean.of(new int[] {2, 1})).isEqualTo(6 / 7.0);
    }

    @Test
    void aMedianCountsQueriesAsOftenAsTheirUnitsAreDrawn() {
        Statistic median = Statistic.median(new int[] {9, 2, 5, 1}, new int[] {0, 1, 1, 2});
        assertThat(median.of(new int[] {1, 1, 1})).isEqualTo(3); // between 2 and 5, rounded down
        assertThat(median.of(new int[] {3, 0, 0})).isEqualTo(9);
        assertThat(median.of(new int[] {0, 1, 1})).isEqualTo(2);
    }

    @Test
    void aScoreWithoutSpreadHasNoWidth() {
        assertThat(QUICK.interval(5, Statistic.mean(new double[] {1, 1, 1, 1, 1})))
                .isEqualTo(new Interval(1, 1));
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new Bootstrap(99, 0.95, 1)).hasMessageStartingWith("bootstrap refused: 99 sets");
        assertThatThrownBy(() -> QUICK.interval(0, times -> 0))
                .hasMessage("bootstrap refused: no units, expected at least one");
        assertThatThrownBy(() -> QUICK.difference(new double[2], new double[3], new int[2], 2))
                .hasMessageStartingWith("difference refused: 2 and 3 values, units of 2");
    }
}
