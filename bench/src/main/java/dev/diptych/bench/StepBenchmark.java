package dev.diptych.bench;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.LossKind;
import dev.diptych.contrastive.model.ModelConfig;
import dev.diptych.contrastive.model.TrainingStep;
import dev.diptych.contrastive.model.TrainingSteps;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.AdamW;
import dev.diptych.nn.optim.AdamWConfig;
import dev.diptych.nn.program.Program;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Times whole training steps, forward to optimiser, on random input that every step repeats. */
public final class StepBenchmark {
    private static final int WARM_UP = 2;

    private StepBenchmark() {}

    public static StepResult run(StepSettings settings, Engine engine) {
        ModelConfig config = new ModelConfig(
                settings.embed(),
                new VisionConfig(settings.image(), settings.patch(), settings.width(), settings.layers(), 64, 4),
                new TextConfig(
                        settings.context(),
                        settings.vocab(),
                        settings.width(),
                        settings.width() / 64,
                        settings.layers(),
                        4),
                false);
        ClipModel model = new ClipModel(config, LossKind.CLIP, engine);
        model.initialize(0);
        Parameters.Block gradients = model.parameters().mirror("gradient", engine);
        TrainingStep step = new TrainingSteps(model, settings.batch(), false, gradients, settings.options())
                .step(settings.context());
        AdamW optimizer = new AdamW(AdamWConfig.DEFAULT, engine, model.parameters(), model.values(), gradients);
        Input input = Input.random(settings);
        double[] seconds = new double[settings.steps()];
        for (int i = -WARM_UP; i < settings.steps(); i++) {
            long start = System.nanoTime();
            step.run(input.images, input.ids, input.ends, input.groups);
            optimizer.step(5e-4);
            if (i >= 0) {
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        List<Program> programs = new ArrayList<>(step.programs());
        programs.add(optimizer.program());
        return new StepResult(
                model.parameters().count(),
                settings.batch(),
                median(seconds),
                step.flops(),
                step.activationBytes(),
                step.unsharedActivationBytes(),
                peakBytes(),
                Profile.of(programs));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The process' peak resident memory, or -1 where the system does not tell. */
    private static long peakBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private record Input(float[] images, int[] ids, int[] ends, int[] groups) {
        static Input random(StepSettings settings) {
            SplittableRandom random = new SplittableRandom(0);
            float[] images = new float[settings.batch() * 3 * settings.image() * settings.image()];
            for (int i = 0; i < images.length; i++) {
                images[i] = (float) (2 * random.nextDouble() - 1);
            }
            int[] ids = new int[settings.batch() * settings.context()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = random.nextInt(settings.vocab());
            }
            int[] ends = new int[settings.batch()];
            Arrays.fill(ends, settings.context() - 1);
            return new Input(images, ids, ends, new int[settings.batch()]);
        }
    }
}
