package dev.diptych.bench.torch;

import dev.diptych.bench.torch.model.Clip;
import dev.diptych.bench.torch.model.Weights;
import dev.diptych.bench.torch.runtime.FusedAdamW;
import dev.diptych.bench.torch.runtime.Library;
import dev.diptych.bench.torch.runtime.Precision;
import dev.diptych.bench.torch.runtime.Timing;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The peer of {@code diptych bench step}. */
@Command(name = "step", description = "Time whole training steps of a CLIP model on random input.", sortOptions = false)
final class StepCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private ShapeOptions shapes = new ShapeOptions();

    @Option(names = "--batch", paramLabel = "N", description = "Pairs at a time" + RunOptions.DEFAULT)
    private int batch = 128;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "fp32, fp32_medium or amp_bf16" + RunOptions.DEFAULT)
    private String precision = "fp32";

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Measured steps, after two that are not" + RunOptions.DEFAULT)
    private int steps = 8;

    @Override
    public Integer call() {
        RunOptions.require("--batch", batch);
        RunOptions.require("--steps", steps);
        run.start();
        Precision format = Precision.parse(precision);
        RunOptions.train(format);
        Clip.Sizes sizes = shapes.sizes();
        Weights weights = new Weights(format.weights(), true);
        Clip model = new Clip(weights, sizes, format);
        FusedAdamW update = new FusedAdamW(weights.decayed(), weights.others());
        Inputs inputs = new Inputs();
        Tensor images = inputs.images(batch, sizes.image());
        Tensor ids = inputs.ids(batch, sizes.context(), sizes.vocab(), sizes.context());
        Tensor pooled = Inputs.pooled(batch, sizes.context());
        Timing timing = Timing.of(2, steps, () -> {
            model.loss(images, ids, pooled).backward();
            update.step(5e-4);
            model.clamp();
        });
        System.out.println("parameters " + weights.count());
        System.out.printf(
                Locale.ROOT,
                "%s pairs/s %.1f  step %.0f ms  peak RSS %d MiB%n",
                format.option(),
                batch / timing.seconds(),
                timing.seconds() * 1e3,
                Library.peakMebibytes());
        return 0;
    }
}
