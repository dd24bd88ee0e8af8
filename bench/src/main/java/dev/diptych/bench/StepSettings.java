package dev.diptych.bench;

import dev.diptych.contrastive.model.ModelConfig;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;

/**
 * What a training-step benchmark runs: a CLIP model whose towers have the same width and depth, on random input.
 *
 * @param batch pairs in a step
 * @param image side of the images in pixels
 * @param patch side of a patch in pixels
 * @param width of both towers, a multiple of 64, the width of a head
 * @param layers blocks of each tower
 * @param context tokens of every caption
 * @param vocab size of the vocabulary
 * @param embed size of the embedding space
 * @param steps measured steps, after two that are not
 */
public record StepSettings(
        int batch, int image, int patch, int width, int layers, int context, int vocab, int embed, int steps) {
    public StepSettings {
        if (batch < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "bench step: batch " + batch + ", steps " + steps + ", expected at least 1 each");
        }
        if (width % 64 != 0) {
            throw new IllegalArgumentException("bench step: width " + width + ", expected a multiple of 64");
        }
    }

    /** The model that is trained; its MLPs are four times as wide as its blocks. */
    public ModelConfig model() {
        return new ModelConfig(
                embed,
                new VisionConfig(image, patch, width, layers, 64, 4),
                new TextConfig(context, vocab, width, width / 64, layers, 4),
                false);
    }
}
