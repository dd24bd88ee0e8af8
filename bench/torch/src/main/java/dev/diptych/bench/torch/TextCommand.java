package dev.diptych.bench.torch;

import dev.diptych.bench.torch.model.TextTower;
import dev.diptych.bench.torch.model.Tower;
import dev.diptych.bench.torch.model.Weights;
import dev.diptych.bench.torch.runtime.Autocast;
import dev.diptych.bench.torch.runtime.CaptionLengths;
import dev.diptych.bench.torch.runtime.FusedAdamW;
import dev.diptych.bench.torch.runtime.Precision;
import dev.diptych.bench.torch.runtime.Timing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The peer of {@code diptych bench text}. */
@Command(
        name = "text",
        description = "Time the text tower alone on captions of unlike lengths, training and embedding.",
        sortOptions = false)
final class TextCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Option(names = "--batch", paramLabel = "N", description = "Captions at a time" + RunOptions.DEFAULT)
    private int batch = 256;

    @Option(names = "--width", paramLabel = "N", description = "Width, a multiple of 64" + RunOptions.DEFAULT)
    private int width = 512;

    @Option(names = "--layers", paramLabel = "N", description = "Blocks" + RunOptions.DEFAULT)
    private int layers = 12;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of a caption at most" + RunOptions.DEFAULT)
    private int context = 77;

    @Option(names = "--vocab", paramLabel = "N", description = "Size of the vocabulary" + RunOptions.DEFAULT)
    private int vocab = 49_408;

    @Option(names = "--embed", paramLabel = "N", description = "Size of the embedding space" + RunOptions.DEFAULT)
    private int embed = 512;

    @Option(names = "--mean", paramLabel = "M", description = "Tokens of a caption on average" + RunOptions.DEFAULT)
    private double mean = 13;

    @Option(names = "--sd", paramLabel = "S", description = "Their standard deviation" + RunOptions.DEFAULT)
    private double deviation = 4;

    @Option(
            names = "--padding",
            paramLabel = "NAME",
            split = ",",
            description = "Pad captions to the context, or to the longest of them, or both" + RunOptions.DEFAULT)
    private List<Padding> paddings = List.of(Padding.CONTEXT, Padding.LONGEST);

    @Option(
            names = "--what",
            paramLabel = "NAME",
            split = ",",
            description = "train, embed, or both" + RunOptions.DEFAULT)
    private List<What> whats = List.of(What.TRAIN, What.EMBED);

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "fp32, fp32_medium or amp_bf16" + RunOptions.DEFAULT)
    private String precision = "fp32";

    @Option(names = "--warm-up", paramLabel = "N", description = "Runs of each that do not count" + RunOptions.DEFAULT)
    private int warmUp = 1;

    @Option(names = "--steps", paramLabel = "N", description = "Measured runs of each" + RunOptions.DEFAULT)
    private int steps = 2;

    /** What captions are padded to. */
    enum Padding {
        CONTEXT,
        LONGEST
    }

    /** What is timed. */
    enum What {
        TRAIN,
        EMBED
    }

    @Override
    public Integer call() {
        RunOptions.require("--batch", batch);
        RunOptions.require("--steps", steps);
        run.start();
        Precision format = Precision.parse(precision);
        RunOptions.train(format);
        int[] lengths = new CaptionLengths(mean, deviation).of(batch, context);
        int longest = Arrays.stream(lengths).max().orElseThrow();
        Weights weights = new Weights(format.weights(), true);
        TextTower tower = new TextTower(weights, new Tower(width, layers), context, vocab, embed, format);
        FusedAdamW update = new FusedAdamW(weights.decayed(), weights.others());
        int tokens = Arrays.stream(lengths).sum();
        System.out.printf(
                Locale.ROOT, "%d tokens, on average %.1f, at most %d%n", tokens, (double) tokens / batch, longest);
        for (Padding padding : paddings) {
            int columns = padding == Padding.CONTEXT ? context : longest;
            Tensor ids = new Inputs().ids(batch, context, vocab, columns);
            Tensor pooled = Inputs.pooled(lengths, columns);
            for (What what : whats) {
                Timing timing = Timing.of(
                        warmUp,
                        steps,
                        what == What.TRAIN
                                ? () -> train(tower, format, update, ids, pooled)
                                : () -> format.infer(() -> tower.apply(ids, pooled)));
                print(format, what, padding, timing);
            }
        }
        return 0;
    }

    private static void train(TextTower tower, Precision format, FusedAdamW update, Tensor ids, Tensor pooled) {
        Tensor features;
        try (Autocast region = format.autocast()) {
            features = tower.apply(ids, pooled);
        }
        features.mul(new Scalar(1e-3)).sum().backward();
        update.step(1e-4);
    }

    private void print(Precision format, What what, Padding padding, Timing timing) {
        System.out.printf(
                Locale.ROOT,
                "%s %-6s padded to the %-8s %8.1f ms  captions/s %.1f%n",
                format.option(),
                what.name().toLowerCase(Locale.ROOT),
                padding.name().toLowerCase(Locale.ROOT),
                timing.seconds() * 1e3,
                batch / timing.seconds());
    }
}
