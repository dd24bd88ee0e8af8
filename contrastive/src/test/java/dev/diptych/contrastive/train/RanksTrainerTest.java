package dev.diptych.contrastive.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.RanksException;
import dev.diptych.contrastive.ranks.ThreadRanks;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 4", "1, 2"})
    void aRunGoesOnWithAnotherNumberOfRanks(int before, int after) throws IOException {
        Path whole = train("whole", 1, 1, false, NEVER);
        Path broken = train("broken", before, 1, false, 3);
        assertThat(Checkpoint.open(broken).state().step()).isBetween(3L, 4L); // ranks ask each other once a step
        train("broken", after, 1, true, NEVER);
        List<Double> losses = TrainerTest.losses(broken);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses.get(i)).isCloseTo(TrainerTest.losses(whole).get(i), ROUNDING);
        }
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

    /** @param steps after which the second rank, or the only one, is told to stop */
    private static Path train(Path run, Ranks ranks, int parts, boolean resume, int steps) {
        int[] done = {0};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void stepped(StepLog log) {
                done[0]++;
            }
        };
        boolean told = ranks.rank() == ranks.size() - 1;
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            new Trainer(
                            TrainerTest.recipe(2, 4 / parts, new StepOptions(false, parts)),
                            run,
                            TrainerTest.pairs(),
                            TrainerTest.TOKENIZER,
                            engine,
                            MATMUL_RATE,
                            ranks)
                    .train(resume, counting, () -> told && done[0] >= steps);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return run;
    }
}
