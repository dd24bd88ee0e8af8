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
 * @param teacher what a teacher makes of the same pairs, or null
 * @param views float32 [B, 2 V], two unit rows side by side: what a projection head makes of two further views of each image; or null
 * @param rows of how many pairs the similarities to all others are held at a time: B, or fewer
 * @param share the pairs whose own rows of similarities are computed here, those of all others somewhere else
 */
public record Pairs(
        Tensor image,
        Tensor text,
        @Nullable Tensor groups,
        Tensor logScale,
        @Nullable Tensor logitBias,
        @Nullable Taught teacher,
        @Nullable Tensor views,
        int rows,
        Share share) {
    /**
     * Pairs that lie beside each other.
     *
     * @param count from 1
     */
    public record Share(int first, int count) {}

    /** The most pairs whose similarities an engine can address. */
    private static final int MOST_AT_ONCE = 46_340; // its square is the last below 2^31

    private static final int BLOCK = 1 << 28; // similarities of more pairs, a gigabyte of them at a time

    public Pairs {
        if (rows < 1 || rows > image.shape().size(0)) {
            throw new IllegalArgumentException("loss: " + rows + " rows at a time, expected 1 to the pairs, "
                    + image.shape().size(0));
        }
    }

    /** All at a time where an engine can address their similarities, else as many as are worth it. */
    public Pairs(Tensor image, Tensor text, @Nullable Tensor groups, Tensor logScale, @Nullable Tensor logitBias) {
        this(
                image,
                text,
                groups,
                logScale,
                logitBias,
                null,
                null,
                rows(image.shape().size(0)),
                new Share(0, image.shape().size(0)));
    }

    /** All, so many rows at a time. */
    public Pairs inRows(int some) {
        return new Pairs(image, text, groups, logScale, logitBias, teacher, views, some, share);
    }

    private static int rows(int batch) {
        return batch <= MOST_AT_ONCE ? batch : Math.max(1, BLOCK / batch);
    }

    /** B. */
    int batch() {
        return image.shape().size(0);
    }

    /** Whether the similarities are held a part at a time, or are computed of a part alone. */
    boolean inBlocks() {
        return rows < batch() || share.count < batch();
    }

    /** The same pairs by the first columns of their features, scaled to unit length again. */
    Pairs first(Tape tape, int columns) {
        return new Pairs(
                first(tape, image, columns),
                first(tape, text, columns),
                groups,
                logScale,
                logitBias,
                teacher,
                views,
                rows,
                share);
    }

    /** The same pairs, with the rows of some alone: losses and gradients are then to be added up over all shares. */
    public Pairs of(Share some) {
        return new Pairs(image, text, groups, logScale, logitBias, teacher, views, Math.min(rows, some.count), some);
    }

    /** The same pairs, with what a teacher makes of them. */
    public Pairs taughtBy(Taught other) {
        return new Pairs(image, text, groups, logScale, logitBias, other, views, rows, share);
    }

    /** The same pairs, with what is made of two further views of each image. */
    public Pairs withViews(Tensor other) {
        return new Pairs(image, text, groups, logScale, logitBias, teacher, other, rows, share);
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
        return similarities(tape, image, text);
    }

    static Tensor similarities(Tape tape, Tensor rows, Tensor columns) {
        int batch = rows.shape().size(0);
        Tensor similarities = tape.activation("similarities", batch, batch);
        tape.record(Matmul.product(rows, false, columns, true, similarities, false));
        return similarities;
    }

    /**
     * A teacher's features of the pairs.
     *
     * @param image float32 [B, T], unit rows
     * @param text float32 [B, T], unit rows
     * @param scale the inverse of its temperature
     */
    public record Taught(Tensor image, Tensor text, float scale) {}
}
