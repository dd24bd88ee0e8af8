package dev.diptych.bench;

import dev.diptych.bench.text.CaptionLengths;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Optional;

/**
 * What a training-step benchmark runs: a CLIP model on random input.
 *
 * @param batch pairs in a step
 * @param image side of the images in pixels
 * @param patch side of a patch in pixels
 * @param vision its towers' sizes
 * @param text likewise
 * @param context tokens of a caption at most
 * @param lengths of the captions; none where all have {@code context} tokens
 * @param vocab size of the vocabulary
 * @param embed size of the embedding space
 * @param precision the number format
 * @param optimizer how its parameters are updated
 * @param options what it spends in time to need less memory
 * @param steps measured steps, after two that are not
 */
public record StepSettings(
        int batch,
        int image,
        int patch,
        Tower vision,
        Tower text,
        int context,
        Optional<CaptionLengths> lengths,
        int vocab,
        int embed,
        Precision precision,
        OptimizerConfig optimizer,
        StepOptions options,
        int steps) {
    private static final int HEAD = 64;

    public StepSettings {
        if (batch < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "bench step: batch " + batch + ", steps " + steps + ", expected at least 1 each");
        }
    }

    /** The model that is trained; its MLPs are four times as wide as its blocks. */
    public ModelConfig model() {
        return new ModelConfig(
                embed,
                new VisionConfig(image, patch, vision.width, vision.layers, HEAD, 4),
                new TextConfig(context, vocab, text.width, text.width / HEAD, text.layers, 4),
                false);
    }

    /**
     * The size of a tower.
     *
     * @param width a multiple of 64, the width of a head
     * @param layers blocks
     */
    public record Tower(int width, int layers) {
        public Tower {
            if (width % HEAD != 0) {
                throw new IllegalArgumentException("bench step: width " + width + ", expected a multiple of " + HEAD);
            }
        }
    }
}
