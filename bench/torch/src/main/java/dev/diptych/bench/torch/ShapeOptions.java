package dev.diptych.bench.torch;

import dev.diptych.bench.torch.model.Clip;
import dev.diptych.bench.torch.model.Tower;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The sizes of a model, named and defaulted as those of {@code diptych bench step} and {@code embed}. */
final class ShapeOptions {
    @Option(names = "--image", paramLabel = "PX", description = "Side of the images" + RunOptions.DEFAULT)
    private int image = 64;

    @Option(names = "--patch", paramLabel = "PX", description = "Side of a patch" + RunOptions.DEFAULT)
    private int patch = 8;

    @Option(names = "--width", paramLabel = "N", description = "Width, a multiple of 64" + RunOptions.DEFAULT)
    private int width = 256;

    @Option(names = "--text-width", paramLabel = "N", description = "Width of the text tower, if another.")
    private @Nullable Integer textWidth;

    @Option(names = "--layers", paramLabel = "N", description = "Blocks of each tower" + RunOptions.DEFAULT)
    private int layers = 6;

    @Option(names = "--text-layers", paramLabel = "N", description = "Blocks of the text tower, if others.")
    private @Nullable Integer textLayers;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of every caption" + RunOptions.DEFAULT)
    private int context = 32;

    @Option(names = "--vocab", paramLabel = "N", description = "Size of the vocabulary" + RunOptions.DEFAULT)
    private int vocab = 4096;

    @Option(names = "--embed", paramLabel = "N", description = "Size of the embedding space" + RunOptions.DEFAULT)
    private int embed = 256;

    Clip.Sizes sizes() {
        return new Clip.Sizes(
                image,
                patch,
                new Tower(width, layers),
                new Tower(textWidth == null ? width : textWidth, textLayers == null ? layers : textLayers),
                context,
                vocab,
                embed);
    }
}
