package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ranks that are killed at a drawn step: the job ends, says which in a line, and goes on to the same weights. {@code -Ddiptych.kills=20} does
 * it so often. Skipped where Open MPI is not installed (Debian: openmpi-bin).
 */
class KilledRanksIT {
    private static final int KILLS = Integer.getInteger("diptych.kills", 1);
    private static final long SEED = Long.getLong("diptych.kills.seed", 1);
    private static final int RANKS = 2;
    private static final int STEPS = 80;
    private static final int FIRST_SAVED = 4;

    /** What it may take from the death of one to the end of all. */
    private static final int SECONDS = 10;

    @TempDir
    private Path folder;

    @Test
    void theRunThatGoesOnEndsAsTheUndisturbedOne() throws IOException, InterruptedException {
        RankedTraining.requireStarter();
        Path recipe = RankedTraining.recipe(folder);
        Path whole = folder.resolve("whole");
        try (OwnProcess ranks = start(recipe, whole)) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isZero();
        }
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            int rank = random.nextInt(RANKS);
            int step = FIRST_SAVED + 1 + random.nextInt(STEPS - 30);
            Path run = folder.resolve("killed-" + kill);
            killed(recipe, run, rank, step);
            try (OwnProcess ranks = RankedTraining.start(RANKS, "train", "--resume", run, "-q")) {
                String said = ranks.rest();
                assertThat(ranks.code()).as(said).isZero();
            }
            for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors")) {
                assertThat(Files.mismatch(checkpoint(run, file), checkpoint(whole, file)))
                        .as("rank %d at step %d: %s", rank, step, file)
                        .isEqualTo(-1);
            }
        }
    }

    private static Path checkpoint(Path run, String file) {
        return run.resolve("checkpoint").resolve(file);
    }

    private static OwnProcess start(Path recipe, Path run) throws IOException {
        return RankedTraining.start(
                RANKS,
                "train",
                "--config",
                recipe,
                "--output",
                run,
                "-q",
                "--set",
                "train.epochs=" + STEPS / 2,
                "--set",
                "train.save_every_n_steps=" + FIRST_SAVED);
    }

    /** Kills a rank once a step has been logged. */
    private static void killed(Path recipe, Path run, int rank, int step) throws IOException, InterruptedException {
        try (OwnProcess ranks = start(recipe, run)) {
            while (steps(run) < step) {
                assertThat(ranks.running()).isTrue();
                TimeUnit.MILLISECONDS.sleep(2);
            }
            RankedTraining.kill(ranks, rank);
            long then = System.nanoTime();
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isNotZero();
            assertThat(System.nanoTime() - then).as(said).isLessThan(TimeUnit.SECONDS.toNanos(SECONDS));
            assertThat(said.lines())
                    .filteredOn(line -> line.contains("rank " + rank + " ") && line.contains(" on node "))
                    .as(said)
                    .hasSize(1);
        }
    }

    private static long steps(Path run) throws IOException {
        Path log = run.resolve("metrics.jsonl");
        return Files.exists(log) ? Files.readString(log).lines().count() : 0;
    }
}
