package dev.diptych.bench.torch;

import dev.diptych.bench.torch.model.Clip;
import dev.diptych.bench.torch.model.TextTower;
import dev.diptych.bench.torch.model.VisionTower;
import dev.diptych.bench.torch.model.Weights;
import dev.diptych.bench.torch.runtime.Library;
import dev.diptych.bench.torch.runtime.Precision;
import dev.diptych.bench.torch.runtime.Timing;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The peer of {@code diptych bench embed}. */
@Command(name = "embed", description = "Time a tower's forward pass on random input.", sortOptions = false)
final class EmbedCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private ShapeOptions shapes = new ShapeOptions();

    @Option(names = "--tower", paramLabel = "NAME", description = "image or text" + RunOptions.DEFAULT)
    private Which tower = Which.IMAGE;

    @Option(
            names = "--rows",
            paramLabel = "N",
            split = ",",
            description = "Images or captions of a run" + RunOptions.DEFAULT)
    private List<Integer> rows = List.of(1, 8, 64);

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            split = ",",
            description = "fp32, fp32_medium, amp_bf16 or bf16, or several" + RunOptions.DEFAULT)
    private List<String> precisions = List.of("fp32");

    @Option(names = "--seconds", paramLabel = "S", description = "To run each for" + RunOptions.DEFAULT)
    private double seconds = 3;

    /** One of a model's towers. */
    enum Which {
        IMAGE,
        TEXT
    }

    @Override
    public Integer call() {
        rows.forEach(count -> RunOptions.require("--rows", count));
        run.start();
        System.out.printf(Locale.ROOT, "%-11s %5s %9s %10s%n", "precision", "rows", "ms", "rows/s");
        for (Precision format : precisions.stream().map(Precision::parse).toList()) {
            format.choose();
            IntFunction<Runnable> forward = forward(shapes.sizes(), format);
            for (int count : rows) {
                Timing timing = Timing.during(seconds, forward.apply(count));
                System.out.printf(
                        Locale.ROOT,
                        "%-11s %5d %9.2f %10.1f%n",
                        format.option(),
                        count,
                        timing.seconds() * 1e3,
                        count / timing.seconds());
            }
        }
        System.out.println("peak RSS " + Library.peakMebibytes() + " MiB");
        return 0;
    }

    /** What runs the tower, by the number of rows. */
    private IntFunction<Runnable> forward(Clip.Sizes sizes, Precision format) {
        Weights weights = new Weights(format.weights(), false);
        if (tower == Which.IMAGE) {
            VisionTower vision =
                    new VisionTower(weights, sizes.image(), sizes.patch(), sizes.vision(), sizes.embed(), format);
            return count -> {
                Tensor images = new Inputs().images(count, sizes.image());
                return () -> format.infer(() -> vision.apply(images));
            };
        }
        TextTower text = new TextTower(weights, sizes.text(), sizes.context(), sizes.vocab(), sizes.embed(), format);
        return count -> {
            Tensor ids = new Inputs().ids(count, sizes.context(), sizes.vocab(), sizes.context());
            Tensor pooled = Inputs.pooled(count, sizes.context());
            return () -> format.infer(() -> text.apply(ids, pooled));
        };
    }
}
