package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a loss is a function of.
 *
 * @param image float32 [B, D], unit rows
 * @param text float32 [B, D], unit rows
 * @param groups int32 [B], equal for pairs that are not each other's negatives, or null where all are
 * @param logScale float32 [1], the logarithm of the inverse temperature
 * @param logitBias float32 [1], or null where the model has none
 */
public record Pairs(
        Tensor image,
        Tensor text,
        @Nullable Tensor groups,
        Tensor logScale,
        @Nullable Tensor logitBias) {
    /** The most pairs whose similarities an engine can address. */
    private static final int MOST = 46_340; // its square is the last below 2^31

    public Pairs {
        if (image.shape().size(0) > MOST) {
            throw new IllegalArgumentException(
                    "loss: " + image.shape().size(0) + " pairs in a step, expected at most " + MOST);
        }
    }

    /** B. */
    int batch() {
        return image.shape().size(0);
    }

    /** The same pairs by the first columns of their features, scaled to unit length again. */
    Pairs first(Tape tape, int columns) {
        return new Pairs(first(tape, image, columns), first(tape, text, columns), groups, logScale, logitBias);
    }

    private static Tensor first(Tape tape, Tensor features, int columns) {
        int rows = features.shape().size(0);
        Tensor cut = tape.activation("first " + columns + " of " + features.name(), rows, columns);
        tape.record(new Copy(features.columns(0, columns), cut));
        Tensor unit = tape.activation("unit " + cut.name(), rows, columns);
        tape.record(new L2Normalize(cut, tape.activation("inverse norm", rows), unit));
        return unit;
    }

    /** Records each image's similarity to each text: float32 [B, B]. */
    Tensor similarities(Tape tape) {
        Tensor similarities = tape.activation("similarities", batch(), batch());
        tape.record(Matmul.product(image, false, text, true, similarities, false));
        return similarities;
    }
}
