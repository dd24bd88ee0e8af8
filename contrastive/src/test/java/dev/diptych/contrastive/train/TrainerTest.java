package dev.diptych.contrastive.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.adapt.LoraRules;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.checkpoint.SavePolicy;
import dev.diptych.contrastive.checkpoint.TrainingState;
import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.source.ListedSamples;
import dev.diptych.contrastive.data.source.MadeSamples;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.guard.GuardPolicy;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.recipe.DataConfig;
import dev.diptych.contrastive.recipe.ParameterRules;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.ReportTo;
import dev.diptych.contrastive.recipe.ScheduleConfig;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.safetensors.SafetensorsFile;
import dev.diptych.image.RgbImage;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TrainerTest {
    static final Tokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));

    private static final double MATMUL_RATE = 1e12;

    @TempDir
    private Path folder;

    @Test
    void aRunThatWasInterruptedEndsWithTheBitsOfAnUndisturbedOne() throws IOException, InterruptedException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Path broken = Files.createDirectory(folder.resolve("broken"));
        train(whole, false, Integer.MAX_VALUE);
        train(broken, false, 4);
        assertThat(Checkpoint.open(broken).state().step()).isEqualTo(4);
        train(broken, true, Integer.MAX_VALUE);

        for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors", "tokenizer.json")) {
            assertThat(broken.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
        assertThat(losses(broken)).isEqualTo(losses(whole));
    }

    @Test
    void theStepAtHandIsFinishedWhenTheRunIsToldToStop() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        assertThat(stopsAt(run, 2, Duration.ofDays(1))).isTrue();
        assertThat(Checkpoint.open(run).state().step()).isEqualTo(1);
    }

    @Test
    void givesAStepUpOnceItTookLongerThanThePatience() {
        AtomicLong now = new AtomicLong(100);
        AtomicLong asked = new AtomicLong();
        Patience patience = new Patience(() -> asked.get() > 0, Duration.ofNanos(10), now::get);
        assertThat(patience.getAsBoolean()).isFalse();
        now.set(200);
        asked.set(1);
        assertThat(patience.getAsBoolean()).isFalse();
        now.set(209);
        assertThat(patience.getAsBoolean()).isFalse();
        now.set(210);
        assertThat(patience.getAsBoolean()).isTrue();
    }

    @Test
    void aStepThatIsStoppedMidwayIsGivenUp() throws IOException, InterruptedException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        train(whole, false, Integer.MAX_VALUE);
        Set<Long> steps = new TreeSet<>();
        boolean stopped = true;
        for (int call = 1; stopped; call += 197) {
            Path broken = Files.createDirectory(folder.resolve("broken" + call));
            stopped = stopsAt(broken, call, Duration.ZERO);
            boolean begun = Checkpoint.exists(broken);
            steps.add(begun ? Checkpoint.open(broken).state().step() : 0L);
            train(broken, begun, Integer.MAX_VALUE);
            for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors")) {
                assertThat(broken.resolve("checkpoint").resolve(file))
                        .as("stopped at call " + call)
                        .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
            }
            assertThat(losses(broken)).isEqualTo(losses(whole));
        }
        assertThat(steps).hasSizeGreaterThan(5).contains(0L, 10L);
    }

    @Test
    void accumulationAndCheckpointingTrainTheSameModel() throws IOException, InterruptedException {
        List<List<Double>> runs = new ArrayList<>();
        for (Recipe recipe : List.of(recipe(), recipe(2, 2, new StepOptions(true, 2)))) {
            Path run = Files.createDirectory(folder.resolve("batch " + recipe.batchSize()));
            try (OneDnnEngine engine = new OneDnnEngine()) {
                new Trainer(recipe, run, pairs(), TOKENIZER, engine, MATMUL_RATE)
                        .train(false, new TrainingListener() {}, () -> false);
            }
            runs.add(losses(run));
        }
        assertThat(runs.get(0)).hasSize(10);
        // Adam's first steps turn rounding of 1e-7 into differences of 1e-5 in the weights.
        assertThat(runs.get(1)).usingElementComparator(closeTo(1e-3)).isEqualTo(runs.get(0));
    }

    @Test
    void aCheckpointEmbedsAsTheModelItWasWrittenFrom() throws IOException, InterruptedException {
        List<RgbImage> images = IntStream.range(0, 9)
                .mapToObj(i -> RgbImage.filled(20, 20, 0x1A2B3C * i))
                .toList();
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel trained = trainer(folder, engine).train(false, new TrainingListener() {}, () -> false);
            Checkpoint checkpoint = Checkpoint.open(folder);
            Embedder before = new Embedder(trained, recipe().preprocessing(), checkpoint.tokenizer());
            Embedder after = new Embedder(
                    checkpoint.load(engine, Precision.FP32), checkpoint.preprocessing(), checkpoint.tokenizer());
            assertThat(after.images(images)).containsExactly(before.images(images));
            assertThat(after.texts(List.of("a", "caption 3"))).containsExactly(before.texts(List.of("a", "caption 3")));
        }
    }

    @Test
    void theLogTellsHowMuchOfTheMachineIsUsed() throws IOException, InterruptedException {
        train(folder, false, Integer.MAX_VALUE);
        List<StepLog> log = MetricsLog.read(folder);
        assertThat(log).isNotEmpty().allSatisfy(line -> {
            assertThat(line.flopsPerSecond()).isPositive();
            // The log keeps four digits after the point.
            assertThat(line.mfu()).isCloseTo(Math.min(1, line.flopsPerSecond() / MATMUL_RATE), within(5.1e-5));
            assertThat(line.dataWait()).isBetween(0.0, 1.0);
        });
        assertThat(Files.readAllLines(folder.resolve(MetricsLog.FILE)))
                .allMatch(line -> line.contains("\"mfu\":") && line.contains("\"data_wait\":"));
    }

    @Test
    void refusesAMatmulRateThatIsNone() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            assertThatThrownBy(() -> new Trainer(recipe(), folder, pairs(), TOKENIZER, engine, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("train: matmul rate 0.0, expected above 0");
        }
    }

    @Test
    void refusesAWarmUpAsLongAsTheRun() {
        Recipe recipe = recipe(10);
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Trainer trainer = new Trainer(recipe, folder, pairs(), TOKENIZER, engine, MATMUL_RATE);
            assertThatThrownBy(() -> trainer.train(false, new TrainingListener() {}, () -> false))
                    .hasMessage("train: schedule.warmup 10, expected below 10, the steps of 5 epochs of 2");
        }
    }

    /** Factors of e^60 = 1.1e26 and e^88 = 1.7e38: the loss is finite, the gradients are more than the optimiser can square. */
    @ParameterizedTest
    @CsvSource({"60, [0-9.]+E2[0-9]", "88, Infinity"})
    void aStepWithGradientsOutOfHandEndsTheRunBeforeItChangesAnything(double scale, String norm) {
        assertThatThrownBy(() -> train(folder, recipe(OptionalDouble.of(scale), 1e-3), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("train: step 1: loss [0-9.]+E[23][0-9], gradient norm " + norm + ", expected finite"
                        + " numbers, the norm below 1.8e19 once clipped; there is no checkpoint before it; try a lower"
                        + " lr or grad_clip_norm");
        assertThat(Checkpoint.exists(folder)).isFalse();
    }

    @Test
    void theCheckpointBeforeAStepOutOfHandStands() throws IOException, InterruptedException {
        train(folder, false, 4);
        Path moments = folder.resolve("checkpoint/optimizer.safetensors");
        Path weights = folder.resolve("checkpoint/open_clip_model.safetensors");
        byte[] momentsBefore = Files.readAllBytes(moments);
        assertThatThrownBy(() -> train(folder, recipe(OptionalDouble.empty(), 1e30), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the checkpoint of step 4 stands, to resume from");
        assertThat(moments).hasBinaryContent(momentsBefore);
        assertThat(Checkpoint.open(folder).state().step()).isEqualTo(4);
        train(folder, true, Integer.MAX_VALUE);
    }

    @Test
    void frozenParametersHaveNoMomentsAndResumingRefusesOthers() throws IOException, InterruptedException {
        ParameterRules locked = new ParameterRules(
                List.of(new ParameterRules.Rule("visual.*", false, OptionalDouble.empty(), 1)), Set.of(), Map.of());
        train(folder, recipe(locked), false);
        Path moments = folder.resolve("checkpoint/optimizer.safetensors");
        try (SafetensorsFile file = SafetensorsFile.open(moments)) {
            assertThat(file.tensors().keySet())
                    .contains("exp_avg.text_projection", "exp_avg_sq.logit_scale")
                    .noneMatch(name -> name.contains("visual"));
        }
        train(folder, recipe(locked), true);
        assertThatThrownBy(() -> train(folder, recipe(), true))
                .isInstanceOf(CheckpointException.class)
                .hasMessageMatching("resume failed: .*: no moments of visual\\.[a-z0-9_.]+, expected some, as it is"
                        + " trained now; leave the recipe's parameters as they were");
    }

    @ParameterizedTest
    @EnumSource(OptimizerConfig.Method.class)
    void everyOptimiserResumesToTheSameBits(OptimizerConfig.Method method) throws IOException, InterruptedException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Path broken = Files.createDirectory(folder.resolve("broken"));
        train(whole, recipe(method), false, Integer.MAX_VALUE);
        train(broken, recipe(method), false, 4);
        train(broken, recipe(method), true, Integer.MAX_VALUE);
        for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors")) {
            assertThat(broken.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
        assertThat(losses(broken)).isEqualTo(losses(whole));
    }

    @Test
    void resumingRefusesAnotherOptimiser() throws IOException, InterruptedException {
        for (OptimizerConfig.Method then : OptimizerConfig.Method.values()) {
            Path run = Files.createDirectory(folder.resolve(then.name()));
            train(run, recipe(then), false, 2);
            for (OptimizerConfig.Method now : OptimizerConfig.Method.values()) {
                if (now != then) {
                    assertThatThrownBy(() -> train(run, recipe(now), true, Integer.MAX_VALUE))
                            .isInstanceOf(CheckpointException.class)
                            .hasMessageContaining("; leave the recipe's optimizer.opt as it was");
                }
            }
        }
    }

    @Test
    void resumingRefusesToFreezeWhatWasTrained() throws IOException, InterruptedException {
        train(folder, false, 4);
        ParameterRules locked = new ParameterRules(
                List.of(new ParameterRules.Rule("text_*", false, OptionalDouble.empty(), 1)), Set.of(), Map.of());
        assertThatThrownBy(() -> train(folder, recipe(locked), true))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(": moments of text_projection, expected none, as it is frozen now; leave");
    }

    @Test
    void refusesToResumeAFolderThatIsNoRun() {
        assertThatThrownBy(() -> train(folder, true, Integer.MAX_VALUE))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "resume failed: " + folder + ": no checkpoint, expected the folder of a run that was started");
    }

    @Test
    void refusesACheckpointWhoseWeightsAreCutShort() throws IOException, InterruptedException {
        train(folder, false, Integer.MAX_VALUE);
        Path weights = folder.resolve("checkpoint/open_clip_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> train(folder, true, Integer.MAX_VALUE))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("resume failed: " + weights + ": changed since it was written (SHA-256 ");
    }

    @Test
    void aCrashBetweenTheTwoRenamesLeavesTheOldCheckpoint() throws IOException, InterruptedException {
        train(folder, false, 4);
        Files.move(folder.resolve("checkpoint"), folder.resolve("checkpoint.old"));
        assertThat(Checkpoint.open(folder).state().step()).isEqualTo(4);
    }

    @Test
    void namesTheSampleThatIsAnotherThanWhenTheRunWasStarted() throws IOException, InterruptedException {
        train(folder, false, 4);
        List<Sample> pairs = MadeSamples.list(9);
        Sample third = pairs.get(2);
        int color = 0x102030 * 3;
        Sample repainted = MadeSamples.sample("key2", color + 1, "concept1", "caption 2", "more");
        Sample renamed = MadeSamples.sample("key2", color, "concept1", "caption 2", "less");
        Sample moved = MadeSamples.sample("key2", color, "concept9", "caption 2", "more");
        Sample added = MadeSamples.sample("key9", color, "concept1", "caption 2", "more");
        assertRefused(with(pairs, 2, repainted), "key2 has another image (9 samples), expected the 9 that");
        assertRefused(with(pairs, 2, renamed), "key2 has other captions, or another concept (9 samples)");
        assertRefused(with(pairs, 2, moved), "key2 has other captions, or another concept (9 samples)");
        assertRefused(with(pairs, 2), "key2 is missing or cannot be read any more (8 samples), expected the 9 that");
        assertRefused(pairs.subList(0, 8), "key8 is missing or cannot be read any more (8 samples)");
        assertRefused(with(pairs, 9, added), "key9 is new (10 samples), expected the 9 that");
        assertRefused(with(pairs, 2, pairs.get(3), third), "key3 in the place of key2 (10 samples)");
    }

    @Test
    void refusesToGoOnWithAnotherSeedOrOtherStepsOrBeyondTheEnd() {
        TrainingState then = new TrainingState(4, 2, 5, 1.5, 9);
        ResumeRules.check(folder, then, new TrainingState(0, 2, 5, 0, 9), "", 4);
        assertThatThrownBy(() -> ResumeRules.check(folder, then, new TrainingState(0, 2, 6, 0, 9), "", 4))
                .hasMessage("resume failed: " + folder + ": seed 6, expected 5, the run's");
        assertThatThrownBy(() -> ResumeRules.check(folder, then, new TrainingState(0, 4, 5, 0, 9), "", 4))
                .hasMessage("resume failed: " + folder + ": 4 steps an epoch, expected 2, the run's;"
                        + " leave batch_size times accum_freq as it was");
        assertThatThrownBy(() -> ResumeRules.check(folder, then, new TrainingState(0, 2, 5, 0, 9), "", 3))
                .hasMessage("resume failed: " + folder + ": at step 4, expected at most 3, the steps that the recipe"
                        + " has");
    }

    private void assertRefused(List<Sample> pairs, String actual) throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("checkpoint/training.json"));
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Trainer trainer = new Trainer(recipe(), folder, new ListedSamples(pairs), TOKENIZER, engine, MATMUL_RATE);
            assertThatThrownBy(() -> trainer.train(true, new TrainingListener() {}, () -> false))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("resume failed: " + folder + ": " + actual);
        }
        assertThat(folder.resolve("checkpoint/training.json")).hasBinaryContent(before);
    }

    /** The pairs with one of them replaced by others. */
    private static List<Sample> with(List<Sample> pairs, int index, Sample... others) {
        List<Sample> changed = new ArrayList<>(pairs.subList(0, index));
        changed.addAll(List.of(others));
        changed.addAll(pairs.subList(Math.min(pairs.size(), index + 1), pairs.size()));
        return changed;
    }

    /** Stops once a step is logged. */
    private static void train(Path run, boolean resume, long stopAfter) throws IOException, InterruptedException {
        train(run, recipe(), resume, stopAfter);
    }

    private static void train(Path run, Recipe recipe, boolean resume, long stopAfter)
            throws IOException, InterruptedException {
        AtomicLong logged = new AtomicLong();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepLog line) {
                logged.set(line.step());
            }
        };
        try (OneDnnEngine engine = new OneDnnEngine()) {
            new Trainer(recipe, run, pairs(), TOKENIZER, engine, MATMUL_RATE)
                    .train(resume, listener, () -> logged.get() >= stopAfter);
        }
    }

    private static void train(Path run, Recipe recipe, boolean resume) throws IOException, InterruptedException {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            new Trainer(recipe, run, pairs(), TOKENIZER, engine, MATMUL_RATE)
                    .train(resume, new TrainingListener() {}, () -> false);
        }
    }

    /** Stops at a call of {@code stop}, which are several in each step; returns whether there were as many. */
    private static boolean stopsAt(Path run, int call, Duration patience) throws IOException, InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        try (OneDnnEngine engine = new OneDnnEngine()) {
            trainer(run, engine)
                    .train(false, new TrainingListener() {}, () -> calls.incrementAndGet() >= call, patience);
        }
        return calls.get() >= call;
    }

    private static Trainer trainer(Path run, OneDnnEngine engine) {
        return new Trainer(recipe(), run, pairs(), TOKENIZER, engine, MATMUL_RATE);
    }

    private static Comparator<Double> closeTo(double tolerance) {
        return (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b);
    }

    static List<Double> losses(Path run) {
        return MetricsLog.read(run).stream().map(StepLog::loss).toList();
    }

    private static Recipe recipe() {
        return recipe(2);
    }

    private static Recipe recipe(int warmup) {
        return recipe(warmup, 4, StepOptions.DEFAULT);
    }

    static Recipe recipe(int warmup, int batch, StepOptions options) {
        return recipe(warmup, batch, options, OptionalDouble.empty(), 1e-3, ParameterRules.NONE);
    }

    static Recipe recipe(LossKind kind, int batch, StepOptions options) {
        return recipe(
                kind, 2, batch, options, OptionalDouble.empty(), 1e-3, OptimizerConfig.DEFAULT, ParameterRules.NONE);
    }

    private static Recipe recipe(OptionalDouble logitScale, double lr) {
        return recipe(2, 4, StepOptions.DEFAULT, logitScale, lr, ParameterRules.NONE);
    }

    private static Recipe recipe(ParameterRules rules) {
        return recipe(2, 4, StepOptions.DEFAULT, OptionalDouble.empty(), 1e-3, rules);
    }

    private static Recipe recipe(OptimizerConfig.Method method) {
        OptimizerConfig optimizer = new OptimizerConfig(method, 0.9, 0.98, 1e-6, 0.95, 0.2, 1);
        return recipe(2, 4, StepOptions.DEFAULT, OptionalDouble.empty(), 1e-3, optimizer, ParameterRules.NONE);
    }

    private static Recipe recipe(
            int warmup, int batch, StepOptions options, OptionalDouble logitScale, double lr, ParameterRules rules) {
        return recipe(warmup, batch, options, logitScale, lr, OptimizerConfig.DEFAULT, rules);
    }

    private static Recipe recipe(
            int warmup,
            int batch,
            StepOptions options,
            OptionalDouble logitScale,
            double lr,
            OptimizerConfig optimizer,
            ParameterRules rules) {
        return recipe(LossKind.CLIP, warmup, batch, options, logitScale, lr, optimizer, rules);
    }

    private static Recipe recipe(
            LossKind kind,
            int warmup,
            int batch,
            StepOptions options,
            OptionalDouble logitScale,
            double lr,
            OptimizerConfig optimizer,
            ParameterRules rules) {
        return new Recipe(
                5,
                DataConfig.of("none", new CaptionDraw(CaptionDraw.Kind.SUBSET, 2)),
                new ModelConfig(
                        8,
                        new VisionConfig(16, 4, 16, 2, 8, 2).withPatchDropout(0.3),
                        new TextConfig(16, 514, 16, 2, 2, 2),
                        false,
                        logitScale,
                        OptionalDouble.empty()),
                new Preprocessing(16),
                AugmentationConfig.DEFAULT,
                Optional.empty(),
                kind,
                Loss.of(kind),
                Optional.empty(),
                AugmentationConfig.DEFAULT,
                Optional.empty(),
                Masking.CONCEPT,
                lr,
                optimizer,
                OptionalDouble.empty(),
                LoraRules.NONE,
                rules,
                new ScheduleConfig(ScheduleConfig.Kind.COSINE, warmup, 0),
                batch,
                5,
                1,
                new SavePolicy(2, 0, 0),
                new GuardPolicy(false, 0, 100, 10, 0.5, 3),
                Precision.FP32,
                options,
                0,
                Optional.empty(),
                Optional.empty(),
                ReportTo.NONE,
                Optional.empty());
    }

    static Samples pairs() {
        return new ListedSamples(MadeSamples.list(9));
    }
}
