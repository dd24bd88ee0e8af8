package dev.diptych.cli.bench;

import dev.diptych.bench.StepSettings;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The sizes of what one step computes, with the defaults of the PyTorch script that it is compared with. */
final class SizeOptions {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--batch", paramLabel = "N", description = "Pairs at a time" + DEFAULT)
    private int batch = 128;

    @Option(names = "--image", paramLabel = "PX", description = "Side of the images" + DEFAULT)
    private int image = 64;

    @Option(names = "--patch", paramLabel = "PX", description = "Side of a patch" + DEFAULT)
    private int patch = 8;

    @Option(names = "--width", paramLabel = "N", description = "Width of the towers, a multiple of 64" + DEFAULT)
    private int width = 256;

    @Option(names = "--text-width", paramLabel = "N", description = "Width of the text tower, if another.")
    private @Nullable Integer textWidth;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of every caption" + DEFAULT)
    private int context = 32;

    /** A step of these sizes. */
    StepSettings settings(
            int layers,
            int textLayers,
            int vocab,
            int embed,
            Precision precision,
            OptimizerConfig optimizer,
            StepOptions options,
            int steps) {
        return new StepSettings(
                Math.multiplyExact(batch, options.accumulation()),
                image,
                patch,
                new StepSettings.Tower(width, layers),
                new StepSettings.Tower(textWidth == null ? width : textWidth, textLayers),
                context,
                vocab,
                embed,
                precision,
                optimizer,
                options,
                steps);
    }
}
