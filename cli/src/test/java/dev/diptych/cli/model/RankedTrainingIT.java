package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.OwnProcess;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
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
    void twoRanksOfOneThreadTrainAsOneProcessOfTwoAndSayItOnce() throws IOException, InterruptedException {
        Path alone = folder.resolve("alone");
        CommandRun process = CommandRun.of(steps(alone, 100, "--threads", 2));
        assertThat(process.code()).as(process.err()).isZero();
        Path shared = folder.resolve("shared");
        try (OwnProcess ranks = RankedTraining.start(2, steps(shared, 100, "--threads", 1))) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isZero();
            assertThat(said).containsOnlyOnce(": 100 steps in ");
        }
        List<Double> losses = RankedTraining.losses(alone);
        assertThat(losses).hasSize(100);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(RankedTraining.losses(shared).get(i))
                    .as("step %d", i + 1)
                    .isCloseTo(losses.get(i), Offset.offset(1e-5 * losses.get(i)));
        }
    }

    /** What trains so many steps, of two an epoch. */
    private Object[] steps(Path run, int count, Object... more) {
        List<Object> command = new ArrayList<>(List.of("train", "--config", recipe, "--output", run, "-q"));
        command.addAll(List.of("--set", "train.epochs=" + count / 2, "--set", "train.save_every_n_steps=0"));
        command.addAll(List.of(more));
        return command.toArray();
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
    void aRunThatIsNotThereIsOneLineToo() throws IOException, InterruptedException {
        try (OwnProcess ranks = RankedTraining.start(2, "train", "--resume", folder.resolve("none"))) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isEqualTo(1);
            assertThat(said).containsOnlyOnce(": resume failed: ").contains("rank 0 on ", ": no such folder, expected");
        }
    }

    /** Open MPI's starter waits the time that it is given before it hands the signal on, and once more before it kills. */
    @Test
    void ranksWhoseStarterIsToldToStopLeaveACheckpoint() throws IOException, InterruptedException {
        Path run = folder.resolve("stopped");
        List<String> patient = List.of("--oversubscribe", "-n", "2", "--mca", "odls_base_sigkill_timeout", "5");
        try (OwnProcess ranks = RankedTraining.start(List.of(), patient, steps(run, 1_000_000))) {
            awaitLines(ranks, run, 3);
            ranks.signal("TERM");
            String said = ranks.rest(); // of which the starter may lose the end
            assertThat(ranks.code()).as(said).isNotZero();
            assertThat(RankedTraining.losses(run)).as(said).hasSize(stepsOfCheckpoint(run));
        }
    }

    @Test
    void aRankThatIsToldToStopTellsTheOthersAndTheFirstSaysHowToGoOn() throws IOException, InterruptedException {
        Path run = folder.resolve("told");
        try (OwnProcess ranks = RankedTraining.start(2, steps(run, 1_000_000))) {
            awaitLines(ranks, run, 3);
            RankedTraining.process(ranks, 1).destroy();
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isNotZero();
            int step = stepsOfCheckpoint(run);
            assertThat(said)
                    .containsOnlyOnce(
                            "stopped after step " + step + " with a checkpoint; go on with: diptych train --resume");
            assertThat(RankedTraining.losses(run)).as(said).hasSize(step);
        }
    }

    private static int stepsOfCheckpoint(Path run) {
        return Math.toIntExact(Checkpoint.verified(run).state().step());
    }

    private static void awaitLines(OwnProcess ranks, Path run, int count) throws IOException, InterruptedException {
        Path log = run.resolve("metrics.jsonl");
        while (!Files.exists(log) || Files.readAllLines(log).size() < count) {
            assertThat(ranks.running()).isTrue();
            Thread.sleep(20);
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
