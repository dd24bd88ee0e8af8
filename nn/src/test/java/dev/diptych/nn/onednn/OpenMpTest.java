package dev.diptych.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class OpenMpTest {
    @BeforeAll
    static void asksOpenMp() {
        assumeTrue(OpenMp.threads() > 0, "a library of OpenMP that can be asked");
    }

    @Test
    void anEngineComputesWithTheThreadsItWasOpenedWith() {
        try (Engine three = Devices.open("cpu", 3);
                Engine one = Devices.open("cpu", 1)) {
            int[] seen = new int[2];
            Op first = three.sequence(List.of(() -> seen[0] = OpenMp.threads()), () -> false);
            Op second = one.sequence(List.of(() -> seen[1] = OpenMp.threads()), () -> false);
            first.run();
            second.run();
            assertThat(seen).containsExactly(3, 1);
            first.run();
            assertThat(seen).containsExactly(3, 1);
        }
    }

    @Test
    void itDoesOnAnotherThreadThanThatWhichOpenedIt() {
        try (Engine engine = Devices.open("cpu", 3)) {
            int[] seen = new int[1];
            Op op = engine.sequence(List.of(() -> seen[0] = OpenMp.threads()), () -> false);
            CompletableFuture.runAsync(op::run).join();
            assertThat(seen).containsExactly(3);
        }
    }
}
