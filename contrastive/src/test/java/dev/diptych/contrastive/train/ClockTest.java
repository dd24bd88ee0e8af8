package dev.diptych.contrastive.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ClockTest {
    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final Clock clock = new Clock(0, 1000, nanos::get);

    @Test
    void ratesSpanASecondAtLeast() {
        step(2.0, 100, 400);
        assertThat(line().pairsPerSecond()).isEqualTo(50);
        step(0.004, 100, 400);
        StepLog soon = line();
        assertThat(soon.pairsPerSecond()).isCloseTo(200 / 2.004, within(1e-9));
        assertThat(soon.mfu()).isCloseTo(800 / 2.004 / 1000, within(1e-9));
        step(1.0, 300, 400);
        assertThat(line().pairsPerSecond()).as("since the line at 2.004 s").isEqualTo(300);
    }

    @Test
    void noMoreThanTheWholeMachineIsUsed() {
        step(2.0, 1, 4000);
        assertThat(line().mfu()).isEqualTo(1);
        step(2.0, 1, 2000);
        assertThat(line().mfu())
                .as("of the 2,000 a second that it is known to reach")
                .isEqualTo(0.5);
    }

    @Test
    void isSilentBeforeTheNextStepEndsLaterThanTenSecondsAfterALine() {
        step(4.5, 1, 1);
        assertThat(clock.silent()).isFalse();
        step(4.5, 1, 1);
        assertThat(clock.silent()).isTrue();
        line();
        assertThat(clock.silent()).isFalse();
        step(1, 1, 1);
        assertThat(clock.silent()).isFalse();
        step(11, 1, 1);
        assertThat(clock.silent()).isTrue();
    }

    @Test
    void timeAwayIsNoneOfTheTrainings() {
        step(1, 100, 400);
        clock.leaving();
        nanos.addAndGet(60_000_000_000L);
        clock.back();
        assertThat(clock.silent()).isFalse();
        step(1, 100, 400);
        StepLog log = line();
        assertThat(log.pairsPerSecond()).isEqualTo(100);
        assertThat(log.seconds()).as("of the clock on the wall").isEqualTo(62);
    }

    @Test
    void waitingIsAShareOfTheTime() {
        clock.waiting();
        nanos.addAndGet(500_000_000L);
        clock.working();
        step(1.5, 1, 1);
        assertThat(line().dataWait()).isEqualTo(0.25);
    }

    private void step(double seconds, int pairs, long flops) {
        nanos.addAndGet(Math.round(seconds * 1e9));
        clock.stepped(pairs, flops);
    }

    private StepLog line() {
        return clock.line(1, 0, 0, 0, 0, 0, Map.of());
    }
}
