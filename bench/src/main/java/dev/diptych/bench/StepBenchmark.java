package dev.diptych.bench;

import dev.diptych.bench.machine.Machine;
import dev.diptych.bench.profile.Profile;
import dev.diptych.bench.scale.RankTimes;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepInput;
import dev.diptych.contrastive.step.TrainingStep;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.nn.machine.Timing;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.program.Program;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Times whole training steps, forward to optimiser, on random input that every step repeats. */
public final class StepBenchmark {
    private static final int WARM_UP = 2;

    private StepBenchmark() {}

    /**
     * Runs a first step, as soon as there can be one; then the steps that count, with the large product before and after
     * them, so that their rates can be compared though the clock frequency drifts.
     *
     * @param engines makes the step's engine and those of the measurements around it; each is closed
     */
    public static StepResult run(StepSettings settings, Supplier<Engine> engines) {
        return run(settings, engines, Ranks.one());
    }

    /** As {@link #run(StepSettings, Supplier)}, for one of several ranks that share each step's pairs. */
    public static StepResult run(StepSettings settings, Supplier<Engine> engines, Ranks ranks) {
        try (Engine engine = engines.get()) {
            OptimizerConfig updates = settings.optimizer();
            Tuning tuning = Tuning.of(entry -> updates.group(entry, entry.group()));
            ClipModel model = new ClipModel(settings.model(), LossKind.CLIP, settings.precision(), engine, tuning);
            model.initialize(0);
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            Batch batch = random(settings, settings.batch() / ranks.size(), ranks.rank());
            TrainingSteps all = new TrainingSteps(
                    model,
                    Loss.of(model.loss()),
                    settings.batch(),
                    false,
                    null,
                    gradients,
                    settings.options(),
                    () -> false,
                    ranks);
            TrainingStep step = all.of(batch);
            Optimizer optimizer = model.optimizer(updates, gradients);
            StepInput input = StepInput.of(batch, settings.options().accumulation());
            run(all, optimizer, batch, input);
            double startUp = (System.currentTimeMillis()
                            - ManagementFactory.getRuntimeMXBean().getStartTime())
                    / 1e3;
            GemmBenchmark gemm = new GemmBenchmark(engines, settings.precision().compute());
            Timing before = gemm.timeLarge();
            Timing steps = time(settings, all, optimizer, batch, input);
            long peak = Machine.peakMemory();
            Machine machine = Machine.of(gemm.large(), before.and(gemm.timeLarge()), engines);
            RankTimes told = ranks.alone()
                    ? null
                    : RankTimes.of(
                            ranks,
                            engine,
                            settings.batch(),
                            settings.embed(),
                            model.parameters().count());
            List<Program> programs = new ArrayList<>(step.programs());
            programs.add(optimizer.program());
            return new StepResult(
                    model.parameters().count(),
                    settings.batch(),
                    steps.seconds(),
                    startUp,
                    step.flops(),
                    step.activationBytes(),
                    step.unsharedActivationBytes(),
                    peak,
                    Profile.of(machine, programs),
                    told);
        }
    }

    private static void run(TrainingSteps step, Optimizer optimizer, Batch batch, StepInput input) {
        step.expect(batch.images()); // as a trainer's loader does with the batch after this one
        try {
            step.run(input);
        } catch (InterruptedException e) {
            throw new IllegalStateException("bench interrupted, expected to go on", e);
        }
        optimizer.step(5e-4);
    }

    private static Timing time(
            StepSettings settings, TrainingSteps step, Optimizer optimizer, Batch batch, StepInput input) {
        double[] seconds = new double[settings.steps()];
        for (int i = 1 - WARM_UP; i < settings.steps(); i++) {
            long start = System.nanoTime();
            run(step, optimizer, batch, input);
            if (i >= 0) {
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        return new Timing(seconds);
    }

    private static int[] filled(int count, int value) {
        int[] all = new int[count];
        Arrays.fill(all, value);
        return all;
    }

    private static Batch random(StepSettings settings, int pairs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] images = new float[pairs * 3 * settings.image() * settings.image()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (2 * random.nextDouble() - 1);
        }
        int[] ids = new int[pairs * settings.context()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(settings.vocab());
        }
        int[] ends = settings.lengths()
                .map(lengths -> lengths.of(pairs, settings.context()))
                .orElseGet(() -> filled(pairs, settings.context()));
        Arrays.setAll(ends, i -> ends[i] - 1);
        return new Batch(images, ids, ends, new int[pairs]);
    }
}
