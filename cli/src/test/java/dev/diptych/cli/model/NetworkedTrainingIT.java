package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code train} on two hosts, which are network namespaces; skipped where there can be none, or no such wire, or no Open MPI. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NetworkedTrainingIT {
    /** What the hosts are connected by. */
    private enum Wire {
        FAST(),
        /** 50 Mbit/s, and what a queue of 16 KiB does not take is lost. */
        SLOW("tbf", "rate", "50mbit", "burst", "8kb", "limit", "16kb"),
        LATE_AND_LOSSY("netem", "delay", "2ms", "1ms", "loss", "1%");

        private final List<String> discipline;

        Wire(String... discipline) {
            this.discipline = List.of(discipline);
        }
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void twoHostsTrainAsOneProcess(Wire wire) throws IOException, InterruptedException {
        RankedTraining.requireStarter();
        try (TwoHosts hosts = TwoHosts.make(folder)) {
            if (!wire.discipline.isEmpty()) {
                hosts.shape(wire.discipline);
            }
            Path recipe = RankedTraining.recipe(folder);
            Path alone = folder.resolve("alone");
            assertThat(CommandRun.of("train", "--config", recipe, "--output", alone, "-q")
                            .code())
                    .isZero();
            Path shared = folder.resolve("shared");
            try (OwnProcess ranks = RankedTraining.start(
                    hosts.onFirst(), hosts.oneRankEach(), "train", "--config", recipe, "--output", shared, "-q")) {
                String said = ranks.rest();
                assertThat(ranks.code()).as(said).isZero();
            }
            List<Double> losses = RankedTraining.losses(shared);
            assertThat(losses).hasSize(8);
            for (int i = 0; i < losses.size(); i++) {
                assertThat(losses.get(i)).isCloseTo(RankedTraining.losses(alone).get(i), RankedTraining.ROUNDING);
            }
        }
    }

    @Test
    void aRankThatDiesIsNamedWithItsHost() throws IOException, InterruptedException {
        RankedTraining.requireStarter();
        try (TwoHosts hosts = TwoHosts.make(folder)) {
            Path run = folder.resolve("killed");
            Path recipe = RankedTraining.recipe(folder);
            try (OwnProcess ranks = RankedTraining.start(
                    hosts.onFirst(),
                    hosts.oneRankEach(),
                    "train",
                    "--config",
                    recipe,
                    "--output",
                    run,
                    "--set",
                    "train.epochs=100000")) {
                while (!Files.exists(run.resolve("checkpoint/training.json"))) {
                    assertThat(ranks.running()).isTrue();
                    Thread.sleep(50);
                }
                RankedTraining.kill(ranks, 1);
                String said = ranks.rest();
                assertThat(said.lines())
                        .as(said)
                        .filteredOn(line -> line.contains("rank 1 ") && line.contains(hosts.second()))
                        .hasSize(1);
                assertThat(ranks.code()).isNotZero();
            }
        }
    }
}
