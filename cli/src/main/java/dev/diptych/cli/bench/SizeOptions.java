package dev.diptych.cli.bench;

import dev.diptych.bench.StepSettings;
import dev.diptych.bench.text.CaptionLengths;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The sizes of what one step computes, and pairs at a time. */
final class SizeOptions {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--batch", paramLabel = "N", description = "Pairs at a time" + DEFAULT)
    private int batch = 128;

    @Mixin
    private ShapeOptions shapes = new ShapeOptions();

    /** A step of these sizes. */
    StepSettings settings(
            int layers,
            int textLayers,
            int vocab,
            int embed,
            Precision precision,
            OptimizerConfig optimizer,
            StepOptions options,
            Optional<CaptionLengths> lengths,
            int steps) {
        return new StepSettings(
                Math.multiplyExact(batch, options.accumulation()),
                shapes.image,
                shapes.patch,
                new StepSettings.Tower(shapes.width, layers),
                new StepSettings.Tower(shapes.widthOfText(), textLayers),
                shapes.context,
                lengths,
                vocab,
                embed,
                precision,
                optimizer,
                options,
                steps);
    }
}
