package dev.diptych.cli.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The shapes of what towers read and of their blocks, with the defaults of the PyTorch script that they are compared with. */
final class ShapeOptions {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--image", paramLabel = "PX", description = "Side of the images" + DEFAULT)
    int image = 64;

    @Option(names = "--patch", paramLabel = "PX", description = "Side of a patch" + DEFAULT)
    int patch = 8;

    @Option(names = "--width", paramLabel = "N", description = "Width of the towers, a multiple of 64" + DEFAULT)
    int width = 256;

    @Option(names = "--text-width", paramLabel = "N", description = "Width of the text tower, if another.")
    @Nullable
    Integer textWidth;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of every caption" + DEFAULT)
    int context = 32;

    /** Of the text tower. */
    int widthOfText() {
        return textWidth == null ? width : textWidth;
    }
}
