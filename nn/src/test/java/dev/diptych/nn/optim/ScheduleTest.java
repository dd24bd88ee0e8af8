package dev.diptych.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final double RELATIVE = 1e-12; // both sides are a handful of double operations

    /** open_clip's cosine_lr with base 5e-4, warm-up 10, total 100. */
    private static final Map<Integer, Double> COSINE = Map.of(
            0, 5e-05,
            1, 0.0001,
            9, 0.0005,
            10, 0.0005,
            11, 0.0004998477067547739,
            50, 0.00029341204441673266,
            55, 0.00025,
            98, 6.089874350439506e-07,
            99, 1.5229324522605948e-07);

    /** open_clip's const_lr_cooldown with base 1e-3, warm-up 10, total 100, cooldown 20. */
    private static final Map<Integer, Double> COOLDOWN = Map.of(
            0, 0.0001, 9, 0.001, 10, 0.001, 79, 0.001, 80, 0.001, 81, 0.00095, 90, 0.0005, 99, 5.000000000000004e-05);

    @Test
    void cosineIsThatOfOpenClip() {
        check(new CosineSchedule(0.0005, 10, 100), COSINE);
    }

    @Test
    void constantWithCooldownIsThatOfOpenClip() {
        check(new ConstantSchedule(0.001, 10, 100, 20), COOLDOWN);
    }

    @Test
    void constantWithoutCooldownStaysAtItsBase() {
        assertThat(new ConstantSchedule(0.001, 0, 100, 0).valueAt(99)).isEqualTo(0.001);
    }

    @Test
    void rejectsWarmUpOfTheWholeRun() {
        assertThatThrownBy(() -> new CosineSchedule(0.001, 100, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cosine schedule: base 0.001, warm-up 100, total 100, expected base above 0 and 0 <= warm-up"
                                + " < total");
    }

    @Test
    void rejectsCooldownLongerThanWhatFollowsWarmUp() {
        assertThatThrownBy(() -> new ConstantSchedule(0.001, 10, 100, 91))
                .hasMessage("constant schedule: cooldown 91, expected 0 to 90, the steps after warm-up");
    }

    private static void check(Schedule schedule, Map<Integer, Double> expected) {
        expected.forEach((step, rate) ->
                assertThat(schedule.valueAt(step)).as("step " + step).isCloseTo(rate, within(rate * RELATIVE)));
    }
}
