package dev.diptych.contrastive.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.data.source.ListedSamples;
import dev.diptych.contrastive.data.source.MadeSamples;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.RanksException;
import dev.diptych.contrastive.ranks.ThreadRanks;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings of several ranks: augmented, with patches left out, captions drawn, concepts masked. */
final class RanksTrainerTest {
    private static final double MATMUL_RATE = 1e12;
    private static final int NEVER = Integer.MAX_VALUE;

    /** float32's rounding in sums of another order, which ten steps carry on. */
    private static final Offset<Double> ROUNDING = Offset.offset(2e-5);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"2, 1", "4, 1", "2, 2"})
    void ranksTrainAsOneProcessDoes(int size, int parts) throws IOException {
        Path alone = train("alone", 1, parts, false, NEVER);
        Path shared = train("shared", size, parts, false, NEVER);
        assertThat(TrainerTest.losses(shared)).hasSameSizeAs(TrainerTest.losses(alone));
        for (int i = 0; i < TrainerTest.losses(alone).size(); i++) {
            assertThat(TrainerTest.losses(shared).get(i))
                    .isCloseTo(TrainerTest.losses(alone).get(i), ROUNDING);
        }
    }

    /** In ten steps, two an epoch: from 2 to 1 and to 4 at the end of an epoch and amid one, and so back. */
    @ParameterizedTest
    @CsvSource({"CLIP, 1", "CLIP, 2", "SIGLIP, 1", "SIGLIP, 2"})
    void aRunGoesOnWithAnotherNumberOfRanksAfterEachStep(LossKind kind, int parts) throws IOException {
        Recipe recipe = TrainerTest.recipe(kind, 8 / parts, new StepOptions(false, parts));
        Samples samples = new ListedSamples(MadeSamples.list(17));
        Path whole = Files.createDirectories(folder.resolve("whole"));
        train(whole, recipe, samples, Ranks.one(), false, NEVER);
        Path broken = Files.createDirectories(folder.resolve("broken"));
        int[] sizes = {2, 1, 2, 4, 1, 2, 4, 2, 1, 4};
        for (int step = 0; step < sizes.length; step++) {
            boolean resume = step > 0;
            if (sizes[step] == 1) {
                train(broken, recipe, samples, Ranks.one(), resume, 1);
            } else {
                ThreadRanks.run(sizes[step], ranks -> () -> train(broken, recipe, samples, ranks, resume, 1));
            }
            assertThat(Checkpoint.open(broken).state().step()).isEqualTo(step + 1);
        }
        List<Double> losses = TrainerTest.losses(whole);
        assertThat(TrainerTest.losses(broken)).hasSameSizeAs(losses);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(TrainerTest.losses(broken).get(i))
                    .as("step %d", i + 1)
                    .isCloseTo(losses.get(i), Offset.offset(1e-5 * losses.get(i)));
        }
    }

    @Test
    void ranksThatFindOtherCheckpointsAreRefused() throws IOException {
        Path early = train("early", 1, 1, false, 3);
        Path late = train("late", 1, 1, false, 5);
        assertThatThrownBy(() ->
                        ThreadRanks.run(2, ranks -> () -> train(ranks.first() ? late : early, ranks, 1, true, NEVER)))
                .isInstanceOf(RanksException.class)
                .hasMessageMatching("train: rank 1: another checkpoint than rank 0's, expected the same on all ranks;"
                        + " here step 5, SHA-256 [0-9a-f]{32}");
        Path none = Files.createDirectories(folder.resolve("none"));
        assertThatThrownBy(() -> ThreadRanks.run(
                        2, ranks -> () -> train(ranks.first() ? none : early, ranks, 1, !ranks.first(), NEVER)))
                .isInstanceOf(RanksException.class)
                .hasMessageEndingWith("; here none");
    }

    @Test
    void theFirstRankAloneWrites() throws IOException {
        ThreadRanks.run(2, ranks -> () -> {
            Path own = Files.createDirectories(folder.resolve("rank" + ranks.rank()));
            return train(own, ranks, 1, false, NEVER);
        });
        try (Stream<Path> files = Files.list(folder.resolve("rank1"))) {
            assertThat(files).isEmpty();
        }
        assertThat(folder.resolve("rank0/checkpoint")).isDirectory();
    }

    @Test
    void ranksOfOtherRecipesAreRefused() {
        assertThatThrownBy(() ->
                        ThreadRanks.run(2, ranks -> () -> train(folder, ranks, 1 + ranks.rank(), false, NEVER)))
                .isInstanceOf(RanksException.class)
                .hasMessageContaining("train: rank 1: another recipe than rank 0's");
    }

    @Test
    void aBatchThatRanksCannotShareIsRefused() {
        assertThatThrownBy(() -> ThreadRanks.run(3, ranks -> () -> train(folder, ranks, 1, false, NEVER)))
                .hasMessage("train: train.batch_size 4 on 3 ranks, expected a multiple of the ranks, which share it");
    }

    private Path train(String name, int size, int parts, boolean resume, int steps) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        if (size == 1) {
            return train(run, Ranks.one(), parts, resume, steps);
        }
        return ThreadRanks.run(size, ranks -> () -> train(run, ranks, parts, resume, steps))
                .get(0);
    }

    private static Path train(Path run, Ranks ranks, int parts, boolean resume, int steps) {
        Recipe recipe = TrainerTest.recipe(2, 4 / parts, new StepOptions(false, parts));
        return train(run, recipe, TrainerTest.pairs(), ranks, resume, steps);
    }

    /** @param steps after which the last rank, or the only one, is told to stop */
    private static Path train(Path run, Recipe recipe, Samples samples, Ranks ranks, boolean resume, int steps) {
        int[] done = {0};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void stepped(StepLog log) {
                done[0]++;
            }
        };
        int[] asked = {0}; // of ranks each is asked before the first step and after each
        BooleanSupplier stop = () -> ranks.alone() ? done[0] >= steps : asked[0]++ >= steps && isLast(ranks);
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            new Trainer(recipe, run, samples, TrainerTest.TOKENIZER, engine, MATMUL_RATE, ranks)
                    .train(resume, counting, stop);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return run;
    }

    private static boolean isLast(Ranks ranks) {
        return ranks.rank() == ranks.size() - 1;
    }
}
