package dev.diptych.cli.bench;

import dev.diptych.bench.StepSettings;
import picocli.CommandLine.Option;

/** The sizes of what one step computes, with the defaults of the PyTorch script that it is compared with. */
final class SizeOptions {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--batch", paramLabel = "N", description = "Pairs in a step" + DEFAULT)
    private int batch = 128;

    @Option(names = "--image", paramLabel = "PX", description = "Side of the images" + DEFAULT)
    private int image = 64;

    @Option(names = "--patch", paramLabel = "PX", description = "Side of a patch" + DEFAULT)
    private int patch = 8;

    @Option(names = "--width", paramLabel = "N", description = "Width of both towers, a multiple of 64" + DEFAULT)
    private int width = 256;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of every caption" + DEFAULT)
    private int context = 32;

    /** A model of these sizes. */
    StepSettings settings(int layers, int vocab, int embed, int steps) {
        return new StepSettings(batch, image, patch, width, layers, context, vocab, embed, steps);
    }
}
