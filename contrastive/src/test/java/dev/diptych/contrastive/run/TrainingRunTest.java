package dev.diptych.contrastive.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingRunTest {
    private static final String MODEL = """
        {"embed_dim": 8,
         "vision_cfg": {"image_size": 16, "patch_size": 8, "width": 16, "layers": 1, "head_width": 8},
         "text_cfg": {"context_length": 8, "vocab_size": 514, "width": 16, "heads": 2, "layers": 1}}
        """;

    private static final String RECIPE = """
        seed: 3
        model: tiny.json
        data: {train: TRAIN}
        schedule: {warmup: 2}
        train: {batch_size: 4, epochs: 3, log_every_n_steps: 1}
        """;

    @TempDir
    private Path folder;

    private Path recipe = Path.of("");

    @BeforeEach
    void writeARecipe() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < 9; i++) {
            Files.write(images.resolve(i + ".png"), ImageEncoder.png(RgbImage.filled(20, 20, 0x1A2B3C * (i + 1))));
            Files.writeString(images.resolve(i + ".txt"), "caption " + i);
        }
        Files.writeString(folder.resolve("tiny.json"), MODEL);
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE.replace("TRAIN", images.toString()));
    }

    @Test
    void aRunThatWasStoppedGoesOnFromItsFolderAloneToTheSameBits() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        train(TrainingRun.start(whole, recipe, List.of(), folder, new Notes()), Integer.MAX_VALUE);
        train(TrainingRun.start(broken, recipe, List.of(), folder, new Notes()), 3);
        assertThat(Checkpoint.open(broken).state().step()).isEqualTo(3);
        Files.delete(recipe);
        Files.delete(folder.resolve("tiny.json"));
        assertThat(train(TrainingRun.resume(broken, List.of(), folder, new Notes()), Integer.MAX_VALUE))
                .containsExactly(4L, 5L, 6L);
        for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors", "tokenizer.json")) {
            assertThat(broken.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
    }

    @Test
    void goesOnMidEpochWithAccumulationSeveralSourcesAndOtherThreads() throws IOException, InterruptedException {
        String images = folder.resolve("images").toString();
        List<String> keys = List.of(
                "data.train=" + images + "::" + images, // 9 and 9 + 5 pairs, two steps of 8 an epoch
                "data.upsampling_factors=[1, 1.5]",
                "train.accum_freq=2",
                "data.cache=0",
                "data.workers=1");
        Path whole = folder.resolve("whole");
        train(TrainingRun.start(whole, recipe, keys, folder, RunNotes.NONE), Integer.MAX_VALUE);
        assertThat(Checkpoint.open(whole).state().stepsPerEpoch()).isEqualTo(2);
        for (int stop = 1; stop < 6; stop++) {
            Path broken = folder.resolve("broken" + stop);
            train(TrainingRun.start(broken, recipe, keys, folder, RunNotes.NONE), stop);
            List<String> others = List.of("data.workers=3", "data.cache=1MiB");
            train(TrainingRun.resume(broken, others, folder, RunNotes.NONE), Integer.MAX_VALUE);
            for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors")) {
                assertThat(broken.resolve("checkpoint").resolve(file))
                        .as("stopped after step " + stop)
                        .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
            }
        }
    }

    @Test
    void everyListenerHearsOfEveryStep() throws IOException, InterruptedException {
        TrainingRun run = TrainingRun.start(folder.resolve("run"), recipe, List.of(), folder, new Notes());
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        try (Engine engine = Devices.open("cpu", 1)) {
            run.train(engine, TrainingRun.UNMEASURED, List.of(steps(first), steps(second)), () -> false);
        }
        assertThat(first).containsExactly(1L, 2L, 3L, 4L, 5L, 6L).isEqualTo(second);
    }

    @Test
    void aFolderTakesNoSecondRun() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        train(TrainingRun.start(run, recipe, List.of(), folder, new Notes()), 1);
        assertThatThrownBy(() -> TrainingRun.start(run, recipe, List.of(), folder, new Notes()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("train failed: " + run + ": holds a run already, expected a new folder");
    }

    @Test
    void aRunThatCannotBeginLeavesNothing() {
        Path run = folder.resolve("run");
        TrainingRun refused =
                TrainingRun.start(run, recipe, List.of("data.train=" + folder.resolve("nowhere")), folder, new Notes());
        assertThatThrownBy(() -> train(refused, 1)).isInstanceOf(IngestException.class);
        assertThat(run).isEmptyDirectory();
    }

    /** Returns the steps that were logged. */
    private static List<Long> train(TrainingRun run, int stopAfter) throws IOException, InterruptedException {
        List<Long> steps = new ArrayList<>();
        AtomicInteger taken = new AtomicInteger();
        TrainingListener counting = new TrainingListener() {
            @Override
            public void stepped(StepLog log) {
                taken.incrementAndGet();
            }
        };
        try (Engine engine = Devices.open("cpu", 1)) {
            run.train(engine, TrainingRun.UNMEASURED, List.of(steps(steps), counting), () -> taken.get() >= stopAfter);
        }
        return steps;
    }

    private static TrainingListener steps(List<Long> steps) {
        return new TrainingListener() {
            @Override
            public void stepped(StepLog log) {
                steps.add(log.step());
            }
        };
    }

    private static final class Notes implements RunNotes {
        @Override
        public void note(String line) {}

        @Override
        public void opened(Samples samples) {
            assertThat(samples.size()).isEqualTo(9);
        }

        @Override
        public void damaged(IngestException damage) {
            throw damage;
        }

        @Override
        public void unpacked(String source, long bytes, Path to) {
            throw new AssertionError(source);
        }
    }
}
