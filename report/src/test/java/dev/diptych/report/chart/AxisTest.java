package dev.diptych.report.chart;

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
            LinearAxis axis = LinearAxis.covering(c.min(), c.max(), 5);
            List<String> labels = axis.ticks().stream().map(axis::label).toList();
            assertThat(labels).as("%s to %s", c.min(), c.max()).isEqualTo(c.labels());
        }
    }

    @Test
    void coversItsRange() {
        for (double max : new double[] {1e-300, 1e-9, 0.37, 1, 99.5, 1e7, 1e300}) {
            LinearAxis axis = LinearAxis.covering(0, max, 5);
            assertThat(axis.low()).isLessThanOrEqualTo(0);
            assertThat(axis.high()).isGreaterThanOrEqualTo(max * (1 - 1e-12));
            assertThat(axis.ticks()).hasSizeBetween(2, 12);
        }
    }

    @Test
    void putsLogarithmicTicksAtPowersOfTen() {
        for (Case c : List.of(
                new Case(1e-6, 0.1, List.of("1e-6", "1e-5", "1e-4", "0.001", "0.01", "0.1")),
                new Case(3, 30, List.of("1", "2", "5", "10", "20", "50", "100")),
                new Case(5, 5, List.of("1", "2", "5", "10")),
                new Case(1e-12, 1, List.of("1e-12", "1e-10", "1e-8", "1e-6", "1e-4", "0.01", "1")))) {
            LogarithmicAxis axis = LogarithmicAxis.covering(c.min(), c.max());
            List<String> labels = axis.ticks().stream().map(axis::label).toList();
            assertThat(labels).as("%s to %s", c.min(), c.max()).isEqualTo(c.labels());
        }
        assertThat(LogarithmicAxis.covering(1, 100).fraction(10)).isEqualTo(0.5);
    }
}
