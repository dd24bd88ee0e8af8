package dev.diptych.nn.op.loss;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairwise sigmoid loss of SigLIP (Zhai et al. 2023, equation 1) and its gradient in the same pass: the sum over some
 * rows of {@code -log sigmoid(z (exp(logScale) s + bias))}, z = 1 where row and column are a pair and -1 elsewhere, divided by
 * B. Row i is of pair {@code first + i}; the losses of all rows add up to the whole.
 *
 * <p>Where {@code groups} is given, an entry of two pairs of one group is left out.
 *
 * @param similarities float32 [M, B], image rows by text columns, M at most B
 * @param logScale float32 [1]
 * @param bias float32 [1]
 * @param groups int32 [B], or null to take every other pair as a negative
 * @param first the pair that row 0 is of
 * @param weight a factor on the loss, above 0
 * @param loss float32 [1], written: weighted
 * @param gradient float32 [M, B], written: the gradient of {@code similarities}
 * @param scaleGradient float32 [1], written: the gradient of {@code logScale}
 * @param biasGradient float32 [1], written: the gradient of {@code bias}
 */
public record SigmoidLoss(
        Tensor similarities,
        Tensor logScale,
        Tensor bias,
        @Nullable Tensor groups,
        int first,
        float weight,
        Tensor loss,
        Tensor gradient,
        Tensor scaleGradient,
        Tensor biasGradient)
        implements Primitive {
    public SigmoidLoss {
        Require.contiguous("loss", similarities, gradient);
        requirePairs(similarities, first);
        if (!(weight > 0)) {
            throw new IllegalArgumentException("loss: weight " + weight + ", expected a factor above 0");
        }
    }

    /** Of all rows, not weighted. */
    public SigmoidLoss(
            Tensor similarities,
            Tensor logScale,
            Tensor bias,
            @Nullable Tensor groups,
            Tensor loss,
            Tensor gradient,
            Tensor scaleGradient,
            Tensor biasGradient) {
        this(similarities, logScale, bias, groups, 0, 1, loss, gradient, scaleGradient, biasGradient);
    }

    /** Row i is of pair {@code first + i}. */
    static void requirePairs(Tensor similarities, int first) {
        if (first < 0
                || first + similarities.shape().rows() > similarities.shape().last()) {
            throw new IllegalArgumentException(
                    "loss: " + similarities + " from pair " + first + ", expected rows of the columns' pairs");
        }
    }

    @Override
    public List<Tensor> reads() {
        return groups == null ? List.of(similarities, logScale, bias) : List.of(similarities, logScale, bias, groups);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(loss, gradient, scaleGradient, biasGradient);
    }

    /** M. */
    public int rows() {
        return Math.toIntExact(similarities.shape().rows());
    }

    /** B. */
    public int batch() {
        return similarities.shape().last();
    }

    @Override
    public void backward(Tape tape) {
        tape.pass(similarities, gradient);
        tape.pass(logScale, scaleGradient);
        tape.pass(bias, biasGradient);
    }
}
