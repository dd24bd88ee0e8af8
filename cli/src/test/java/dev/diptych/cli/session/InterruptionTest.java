package dev.diptych.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptionTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void waitsUntilGuardedWorkHasLeftItsCheckpoint() throws InterruptedException {
        Interruption interruption = new Interruption();
        CountDownLatch noticed = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        Interruption.Guard guard = interruption.guard("stopping");
        Thread hook = new Thread(() -> {
            interruption.stopWork(said -> noticed.countDown(), LONG);
            returned.set(true);
        });
        hook.start();
        assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(interruption.requested()).isTrue();
        assertThat(returned).isFalse();
        guard.close();
        hook.join();
        assertThat(returned).isTrue();
    }

    @Test
    void returnsAtOnceWhereNothingIsGuarded() {
        Interruption interruption = new Interruption();
        interruption.guard("stopping").close();
        AtomicBoolean noticed = new AtomicBoolean();
        interruption.stopWork(said -> noticed.set(true), LONG);
        assertThat(noticed).isFalse();
        assertThat(interruption.requested()).isFalse();
    }

    @Test
    void losesPatienceWithWorkThatDoesNotStop() {
        Interruption interruption = new Interruption();
        try (Interruption.Guard guard = interruption.guard("stopping")) {
            assertThat(guard).isNotNull();
            interruption.stopWork(said -> assertThat(said).isEqualTo("stopping"), Duration.ofMillis(20));
            assertThat(interruption.requested()).isTrue();
        }
    }
}
