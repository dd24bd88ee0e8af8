package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.OwnProcess;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train} under Open MPI; skipped where that is not installed (Debian: openmpi-bin). */
class RankedTrainingIT {
    @TempDir
    private Path folder;

    private Path recipe = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        RankedTraining.requireStarter();
        recipe = RankedTraining.recipe(folder);
    }

    @Test
    void twoRanksTrainAsOneProcessAndSayItOnce() throws IOException, InterruptedException {
        Path alone = folder.resolve("alone");
        assertThat(CommandRun.of("train", "--config", recipe, "--output", alone, "-q")
                        .code())
                .isZero();
        Path shared = folder.resolve("shared");
        try (OwnProcess ranks = RankedTraining.start(2, "train", "--config", recipe, "--output", shared, "-q")) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isZero();
            assertThat(said).containsOnlyOnce(": 8 steps in ");
        }
        List<Double> losses = RankedTraining.losses(alone);
        assertThat(losses).hasSize(8);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(RankedTraining.losses(shared).get(i)).isCloseTo(losses.get(i), RankedTraining.ROUNDING);
        }
    }

    @Test
    void whatIsRefusedIsOneLineOfOneRank() throws IOException, InterruptedException {
        try (OwnProcess ranks = RankedTraining.start(
                2, "train", "--config", recipe, "--output", folder.resolve("odd"), "--set", "train.batch_size=5")) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isNotZero();
            assertThat(said)
                    .containsOnlyOnce(": bad usage: train: train.batch_size 5 on 2 ranks, expected a multiple of the"
                            + " ranks, which share it");
            assertThat(said).contains("rank 0 on ");
        }
    }

    @Test
    void aRankThatIsKilledEndsTheJobWhichGoesOnAlone() throws IOException, InterruptedException {
        Path run = folder.resolve("killed");
        try (OwnProcess ranks =
                RankedTraining.start(2, "train", "--config", recipe, "--output", run, "--set", "train.epochs=100000")) {
            while (!Files.exists(run.resolve("checkpoint/training.json"))) {
                assertThat(ranks.running()).isTrue();
                Thread.sleep(50);
            }
            RankedTraining.kill(ranks, 1);
            ranks.rest();
            assertThat(ranks.code()).isNotZero();
        }
        long step = Checkpoint.open(run).state().step();
        CommandRun resumed = CommandRun.of("train", "--resume", run, "-q", "--set", "train.epochs=" + (step / 2 + 2));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(Checkpoint.open(run).state().step()).isEqualTo(step / 2 * 2 + 4);
    }
}
