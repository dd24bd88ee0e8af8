package dev.diptych.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
    private record Case(double min, double max, List<String> labels) {}

    @Test
    void putsTicksAtRoundNumbers() {
        for (Case c : List.of(
                new Case(0, 5.5, List.of("0", "2", "4", "6")),
                new Case(0, 1, List.of("0", "0.2", "0.4", "0.6", "0.8", "1")),
                new Case(0, 1e-3, List.of("0", "2e-4", "4e-4", "6e-4", "8e-4", "1e-3")),
                new Case(0, 5e-4, List.of("0", "1e-4", "2e-4", "3e-4", "4e-4", "5e-4")),
                new Case(0, 24_000, List.of("0", "5k", "10k", "15k", "20k", "25k")),
                new Case(-0.3, 0.4, List.of("-0.4", "-0.2", "0", "0.2", "0.4")),
                new Case(0, 0, List.of("0", "0.2")))) {
            Axis axis = Axis.covering(c.min(), c.max(), 5);
            List<String> labels = axis.ticks().stream().map(axis::label).toList();
            assertThat(labels).as("%s to %s", c.min(), c.max()).isEqualTo(c.labels());
        }
    }

    @Test
    void coversItsRange() {
        for (double max : new double[] {1e-300, 1e-9, 0.37, 1, 99.5, 1e7, 1e300}) {
            Axis axis = Axis.covering(0, max, 5);
            assertThat(axis.low()).isLessThanOrEqualTo(0);
            assertThat(axis.high()).isGreaterThanOrEqualTo(max * (1 - 1e-12));
            assertThat(axis.ticks()).hasSizeBetween(2, 12);
        }
    }
}
