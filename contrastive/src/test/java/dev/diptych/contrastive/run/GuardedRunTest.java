package dev.diptych.contrastive.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedLog;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.ranks.RanksException;
import dev.diptych.contrastive.ranks.ThreadRanks;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with steps that would harm their models. */
final class GuardedRunTest {
    /** So strict that about half of the steps are outliers. */
    private static final List<String> STRICT = List.of(
            "guard.z_score=0.2",
            "guard.window=3",
            "guard.max_skipped_in_a_row=2",
            "guard.max_rollbacks=50",
            "guard.rollback_lr_factor=0.9",
            "train.epochs=15",
            "train.save_frequency=2",
            "train.keep=1");

    @TempDir
    private Path folder;

    private SmallRun runs;

    @BeforeEach
    void prepare() throws IOException {
        runs = new SmallRun(folder);
    }

    @Test
    void aRunThatIsInterruptedSkipsAndGoesBackAsTheUndisturbedOneDoes() throws IOException, InterruptedException {
        Path whole = runs.start("whole", STRICT);
        List<RollBack> back = MetricsLog.rollBacks(whole);
        assertThat(back).hasSizeGreaterThan(1).anyMatch(each -> each.to() > 0);
        List<SkippedStep> skipped = SkippedLog.read(whole);
        assertThat(skipped).anyMatch(step -> step.why().startsWith("loss ")).allSatisfy(step -> {
            assertThat(step.why()).contains(", expected at most ");
            assertThat(step.keys()).hasSize(4).allMatch(key -> key.matches(".*[0-8]"));
        });
        assertThat(Checkpoint.open(whole).state().guard().skipped()).isEqualTo(skipped.size());
        long first = back.get(0).step();
        for (long stop : new long[] {first - 1, first + 1, back.get(1).step() + 1}) {
            Path broken = runs.startUntil(stop, "broken" + stop, STRICT);
            assertThat(Checkpoint.open(broken).state().step()).isBetween(stop, 29L);
            runs.resume(broken, List.of());
            for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors")) {
                assertThat(broken.resolve("checkpoint").resolve(file))
                        .as("stopped after step " + stop)
                        .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
            }
            assertThat(MetricsLog.rollBacks(broken)).isEqualTo(back);
            assertThat(SkippedLog.read(broken)).isEqualTo(skipped);
            assertThat(losses(broken)).isEqualTo(losses(whole));
        }
    }

    @Test
    void ranksGoBackTogether() throws IOException, InterruptedException {
        Path alone = runs.start("alone", STRICT);
        ThreadRanks.run(2, ranks -> () -> runs.start("shared", STRICT, ranks));
        Path shared = folder.resolve("shared");
        assertThat(MetricsLog.rollBacks(shared)).hasSizeGreaterThan(1).isEqualTo(MetricsLog.rollBacks(alone));
    }

    @Test
    void ranksThatWouldGoBackToOtherCheckpointsAreRefused() {
        // Folders that they do not have in common: the second has no checkpoint, as the first alone writes.
        assertThatThrownBy(() -> ThreadRanks.run(2, ranks -> () -> runs.start("run" + ranks.rank(), STRICT, ranks)))
                .isInstanceOf(RanksException.class)
                .hasMessageMatching(
                        "train: rank 1: another checkpoint to go back to than rank 0's, expected the same on"
                                + " all ranks; here step [0-9]+, SHA-256 [0-9a-f]{32}");
    }

    @Test
    void aRateFarTooHighIsLoweredUntilTheRunGoesOn() throws IOException, InterruptedException {
        List<String> keys = List.of(
                "train.epochs=15",
                "guard.max_skipped_in_a_row=2",
                "guard.rollback_lr_factor=1e-6",
                "guard.max_rollbacks=10",
                "train.save_every_n_steps=1",
                "train.keep=10");
        Path run = runs.startUntil(6, "run", keys);
        Heard heard = new Heard();
        // Weights grow by a factor of a hundred thousand in each step.
        runs.resume(
                run,
                List.of("optimizer.lr=10", "optimizer.wd=10", "parameters=[{pattern: '*', lr_factor: 1000}]"),
                heard);
        // Checkpoints of the steps before the first that is not finite are no good either.
        assertThat(heard.back).hasSizeBetween(1, 9);
        for (int i = 1; i < heard.back.size(); i++) {
            assertThat(heard.back.get(i).to()).isLessThan(heard.back.get(i - 1).to());
        }
        List<StepLog> lines = MetricsLog.read(run);
        assertThat(lines.get(lines.size() - 1).step()).isEqualTo(30);
        assertThat(losses(run)).allMatch(Double::isFinite);
        assertThat(Checkpoint.open(run).state().updates())
                .isLessThanOrEqualTo(30 - heard.skipped.size())
                .isGreaterThan(10);
    }

    @Test
    void aRecipeThatNoRateMendsEndsTheRunAfterItWentBackAsOftenAsItMay() throws IOException {
        poison();
        Heard heard = new Heard();
        List<String> keys = List.of("guard.max_skipped_in_a_row=2", "guard.max_rollbacks=2");
        assertThatThrownBy(() -> runs.start("run", keys, heard))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("train: step 6: loss .*, gradient norm .*, expected finite numbers, the norm below"
                        + " 1\\.8e19 once clipped; 2 steps in a row were skipped, and the run went back 2 times before,"
                        + " the most that guard\\.max_rollbacks has; .*; try a lower optimizer\\.lr or grad_clip_norm, and"
                        + " look at the samples in skipped\\.jsonl");
        assertThat(heard.back).containsExactly(new RollBack(2, 0, 1, 0.5), new RollBack(4, 0, 2, 0.25));
        assertThat(MetricsLog.rollBacks(folder.resolve("run"))).isEqualTo(heard.back);
        assertThat(heard.skipped).hasSize(6).isEqualTo(SkippedLog.read(folder.resolve("run")));
        assertThat(MetricsLog.read(folder.resolve("run"))).isEmpty();
    }

    @Test
    void aRecipeMayAskToEndAtOnce() throws IOException {
        poison();
        assertThatThrownBy(() -> runs.start("run", List.of("guard.skip_nonfinite=false")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("train: step 1: loss .*; there is no checkpoint before it; try a lower lr or .*");
    }

    /** A scale of e^88 = 1.7e38: no gradient is finite. */
    private void poison() throws IOException {
        Path model = folder.resolve("tiny.json");
        Files.writeString(
                model, Files.readString(model).replace("{\"embed_dim\"", "{\"init_logit_scale\": 88, \"embed_dim\""));
    }

    private static List<Double> losses(Path run) {
        return MetricsLog.read(run).stream().map(StepLog::loss).toList();
    }

    private static final class Heard implements TrainingListener {
        private final List<SkippedStep> skipped = new ArrayList<>();
        private final List<RollBack> back = new ArrayList<>();

        @Override
        public void skipped(SkippedStep step) {
            skipped.add(step);
        }

        @Override
        public void rolledBack(RollBack roll) {
            back.add(roll);
        }
    }
}
