package dev.diptych.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
            interruption.askOnShutdown(System.out::println, Duration.ofMinutes(5));
            try (Interruption.Guard guard = interruption.guard("asked")) {
                System.out.println("working " + (guard != null));
                Thread.sleep(Duration.ofMinutes(5).toMillis());
            }
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsAtOnceWorkThatWasAskedToStopBefore() throws Exception {
        List<Case> cases = new ArrayList<>(List.of(new Case("TERM", "TERM", 143)));
        if (!isInterruptIgnored()) {
            cases.add(new Case("INT", "INT", 130));
            cases.add(new Case("INT", "TERM", 143));
        }
        for (Case each : cases) {
            try (OwnProcess work = new OwnProcess(Map.of(), Stubborn.class)) {
                assertThat(work.line()).isEqualTo("working true");
                work.signal(each.first());
                assertThat(work.line()).isEqualTo("asked");
                work.signal(each.second());
                assertThat(work.code()).isEqualTo(each.code());
            }
        }
    }

    /** A shell's background jobs ignore SIGINT, and so does each process that they start. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
}
