package dev.diptych.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegularisationSweepTest {
    private final List<Integer> asked = new ArrayList<>();

    @Test
    void halvesAroundThePeakAsClipDoes() {
        RegularisationSweep sweep = new RegularisationSweep(point -> {
            asked.add(point);
            return -Math.abs(point - 53);
        });
        assertThat(sweep.best()).isEqualTo(53);
        assertThat(sweep.score()).isZero();
        assertThat(asked).containsExactly(0, 16, 32, 48, 64, 80, 96, 40, 56, 52, 60, 50, 54, 51, 53);
    }

    @Test
    void staysOnTheGridAtItsEnds() {
        RegularisationSweep sweep = new RegularisationSweep(point -> {
            asked.add(point);
            return point;
        });
        assertThat(sweep.best()).isEqualTo(96);
        assertThat(asked).doesNotHaveDuplicates().allMatch(point -> point >= 0 && point < RegularisationSweep.POINTS);
    }

    @Test
    void prefersTheStrongerPenaltyOfEqualScores() {
        assertThat(new RegularisationSweep(point -> 0.5).best()).isZero();
    }

    @Test
    void hasEightPointsADecade() {
        assertThat(RegularisationSweep.c(0)).isEqualTo(1e-6);
        assertThat(RegularisationSweep.c(48)).isEqualTo(1);
        assertThat(RegularisationSweep.c(96)).isEqualTo(1e6);
        assertThat(RegularisationSweep.c(44)).isCloseTo(0.316, within(1e-3)); // CLIP's README
    }
}
