package dev.diptych.contrastive.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.BestScore;
import dev.diptych.contrastive.validation.Validation;
import dev.diptych.file.OwnFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves on the disk as it goes. */
final class SavedRunTest {
    private static final List<String> FILES = List.of("open_clip_model.safetensors", "optimizer.safetensors");
    private static final List<String> OFTEN = List.of("train.save_every_n_steps=3", "train.keep=2");

    @TempDir
    private Path folder;

    private SmallRun runs;

    @BeforeEach
    void prepare() throws IOException {
        runs = new SmallRun(folder);
    }

    @Test
    void eachCheckpointThatIsKeptGoesOnToTheBitsOfTheUndisturbedRun() throws IOException, InterruptedException {
        Path whole = runs.start("whole", List.of("train.save_frequency=0"));
        assertThat(whole.resolve("checkpoints")).doesNotExist();
        Heard heard = new Heard();
        Path run = runs.start("run", OFTEN, heard);
        assertThat(heard.saved).containsExactly(2L, 3L, 4L, 6L, 8L, 9L, 10L);
        assertSame(run, whole);
        for (long step : new long[] {8, 9}) {
            Path kept = run.resolve("checkpoints/step-0000000" + step);
            Path copy = Files.createDirectory(folder.resolve("from " + step));
            Files.copy(run.resolve("recipe.yaml"), copy.resolve("recipe.yaml"));
            Files.copy(run.resolve("model.json"), copy.resolve("model.json"));
            Files.move(kept, copy.resolve("checkpoint"));
            assertThat(Checkpoint.verified(copy).state().step()).isEqualTo(step);
            runs.resume(copy, List.of());
            assertSame(copy, whole);
        }
        assertThat(run.resolve("checkpoints")).isEmptyDirectory();
    }

    @Test
    void figuresOfLoggedStepsChangeNoBit() throws IOException, InterruptedException {
        List<String> muon = List.of("optimizer.opt=muon", "train.log_every_n_steps=1");
        Path each = runs.start("each", muon);
        Path none = runs.start("none", List.of("optimizer.opt=muon", "train.log_every_n_steps=1000"));
        assertSame(each, none);
        assertThat(MetricsLog.read(each))
                .allSatisfy(line -> assertThat(line.figures())
                        .containsKeys("image_to_text_accuracy", "text_to_image_accuracy", "grad_norm_image_blocks")
                        .containsKeys("weight_norm_text_head"));
    }

    @Test
    void imagesOfTheLastEpochsAreLargerAndAResumedRunHasTheSameBits() throws IOException, InterruptedException {
        List<String> keys = List.of("train.final_resolution={image_size: 24, epochs: 2}", "train.ema=0.9");
        List<Integer> sizes = new ArrayList<>();
        TrainingListener subjects = new TrainingListener() {
            @Override
            public Validation validation(Validation.Subject subject) {
                sizes.add(subject.preprocessing().size());
                assertThat(subject.model().config().vision().imageSize())
                        .isEqualTo(subject.preprocessing().size());
                return Validation.NONE;
            }
        };
        Path whole = runs.start("whole", keys, subjects);
        assertThat(sizes).containsExactly(16, 24);
        Checkpoint last = Checkpoint.open(whole);
        assertThat(last.state().step()).isEqualTo(10);
        assertThat(last.config().vision().imageSize()).isEqualTo(24);
        assertThat(last.preprocessing().size()).isEqualTo(24);
        for (long stop : new long[] {3, 6, 8}) { // before, where the size changes, and after it
            Path run = runs.startUntil(stop, "until " + stop, keys);
            assertThat(Checkpoint.open(run).config().vision().imageSize()).isEqualTo(stop > 6 ? 24 : 16);
            runs.resume(run, List.of());
            assertSame(run, whole);
        }
    }

    @Test
    void goesOnPastACheckpointThatCannotBeWrittenAndSavesTheNext() throws IOException, InterruptedException {
        Path inTheWay = folder.resolve("run/checkpoint.new/samples.jsonl.partial/more");
        Heard heard = new Heard() {
            @Override
            public void saved(long step) {
                super.saved(step);
                if (step == 2) {
                    create(inTheWay);
                }
            }

            @Override
            public void warned(String line) {
                super.warned(line);
                assertThat(Checkpoint.verified(folder.resolve("run")).state().step())
                        .isEqualTo(2);
                delete(inTheWay);
            }
        };
        Path run = runs.start("run", List.of(), heard);
        assertThat(heard.warned)
                .singleElement()
                .asString()
                .matches("checkpoint failed: .*run/checkpoint: step 4: .*, expected room for it and"
                        + " leave to write it; the run goes on, and tries again when the next is due; the checkpoint of"
                        + " step 2 stands, to resume from");
        assertThat(heard.saved).containsExactly(2L, 6L, 8L, 10L);
        assertSame(run, runs.start("whole", List.of()));
    }

    @Test
    void failsWhereTheLastCheckpointCannotBeWritten() {
        Path inTheWay = folder.resolve("run/checkpoint.new/samples.jsonl.partial/more");
        Heard heard = new Heard() {
            @Override
            public void saved(long step) {
                if (step == 8) {
                    create(inTheWay);
                }
            }
        };
        assertThatThrownBy(() -> runs.start("run", List.of(), heard))
                .isInstanceOf(CheckpointException.class)
                .hasMessageMatching("checkpoint failed: .*run/checkpoint: step 10: .*; the checkpoint of step 8 stands,"
                        + " to resume from");
    }

    @Test
    void theBestByAScoreIsKeptThoughItWasNotDueAndThoughTheRunIsInterrupted() throws IOException, InterruptedException {
        double[] scores = {0.1, 0.2, 0.5, 0.4, 0.3, 0.5, 0.4, 0.4, 0.1, 0.2};
        TrainingListener scoring = scoring(scores);
        List<String> keys = List.of("eval.data=anything", "eval.best=text_to_image_R@1", "train.save_frequency=0");
        Path run = runs.startUntil(4, "run", keys, scoring);
        Path best = run.resolve("checkpoints/best");
        assertThat(Checkpoint.open(best).state().step()).isEqualTo(3);
        Files.writeString(best.resolve("notes.txt"), "mine");
        runs.resume(run, List.of(), scoring);
        assertThat(Checkpoint.open(run).state().step()).isEqualTo(10);
        assertThat(Checkpoint.open(run).state().best()).contains(new BestScore("text_to_image_R@1", 0.5, 3));
        assertThat(Checkpoint.open(best).state().step()).isEqualTo(3);
        assertThat(best.resolve("notes.txt")).hasContent("mine");
        assertThat(run.resolve("checkpoints/best.new")).doesNotExist();
    }

    @Test
    void theBestIsKeptThoughTheRunWasKilledBetweenWritingItAndKeepingIt() throws IOException, InterruptedException {
        double[] scores = {0.1, 0.2, 0.5, 0.4, 0.3, 0.5, 0.4, 0.4, 0.1, 0.2};
        List<String> keys = List.of("eval.data=anything", "eval.best=text_to_image_R@1", "train.save_frequency=0");
        TrainingListener killed = new TrainingListener() {
            @Override
            public Validation validation(Validation.Subject subject) {
                return scoring(scores).validation(subject);
            }

            @Override
            public void saved(long step) {
                if (step == 3) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        assertThatThrownBy(() -> runs.start("run", keys, killed)).hasMessage("killed");
        Path run = folder.resolve("run");
        Path best = run.resolve("checkpoints/best");
        OwnFolder.delete(best);
        assertThat(Checkpoint.open(run).state().step()).isEqualTo(3);
        runs.resume(run, List.of(), scoring(scores));
        assertThat(Checkpoint.open(run).state().step()).isEqualTo(10);
        assertThat(Checkpoint.open(best).state().step()).isEqualTo(3);
    }

    private static TrainingListener scoring(double[] scores) {
        return new TrainingListener() {
            @Override
            public Validation validation(Validation.Subject subject) {
                return (step, last, stop) -> Optional.of(Map.of("text_to_image_R@1", scores[(int) step - 1]));
            }
        };
    }

    @Test
    void theLatestRunIsThatOfTheFolderOrOfThoseInItTheOneThatWasSavedLast() throws IOException, InterruptedException {
        assertThat(TrainingRun.latest(folder.resolve("none"))).isEmpty();
        assertThat(TrainingRun.latest(folder.resolve("images"))).isEmpty();
        Path first = runs.startUntil(1, "runs/first", List.of());
        Path second = Files.createDirectories(folder.resolve("runs/second"));
        Files.writeString(second.resolve("recipe.yaml"), "");
        FileTime saved = Files.getLastModifiedTime(first.resolve("checkpoint"));
        Files.setLastModifiedTime(second.resolve("recipe.yaml"), FileTime.fromMillis(saved.toMillis() - 5000));
        assertThat(TrainingRun.latest(folder.resolve("runs"))).contains(first);
        Files.setLastModifiedTime(second.resolve("recipe.yaml"), FileTime.fromMillis(saved.toMillis() + 5000));
        assertThat(TrainingRun.latest(folder.resolve("runs"))).contains(second);
        assertThat(TrainingRun.latest(first)).contains(first);
    }

    private static void assertSame(Path run, Path whole) {
        for (String file : FILES) {
            assertThat(run.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static class Heard implements TrainingListener {
        final List<Long> saved = new ArrayList<>();
        final List<String> warned = new ArrayList<>();

        @Override
        public void saved(long step) {
            saved.add(step);
        }

        @Override
        public void warned(String line) {
            warned.add(line);
        }
    }
}
