package dev.diptych.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.OwnProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such signals")
class SecondSignalTest {
    private record Case(String first, String second, int code) {}

    /** Work that does not stop when it is asked to. */
    static final class Stubborn {
        private Stubborn() {}

        public static void main(String[] arguments) throws InterruptedException {
            Interruption interruption = new Interruption();
            interruption.askOnShutdown(() -> System.out.println("asked"), Duration.ofMinutes(5));
            try (Interruption.Guard guard = interruption.guard()) {
                System.out.println("working " + (guard != null));
                Thread.sleep(Duration.ofMinutes(5).toMillis());
            }
        }
    }

    @Test
    void endsAtOnceWorkThatWasAskedToStopBefore() throws Exception {
        for (Case each :
                new Case[] {new Case("INT", "INT", 130), new Case("TERM", "TERM", 143), new Case("INT", "TERM", 143)}) {
            try (OwnProcess work = new OwnProcess(Map.of(), Stubborn.class)) {
                assertThat(work.line()).isEqualTo("working true");
                work.signal(each.first());
                assertThat(work.line()).isEqualTo("asked");
                work.signal(each.second());
                assertThat(work.code()).isEqualTo(each.code());
            }
        }
    }
}
