package dev.diptych.nn.op.loss;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The symmetric contrastive loss with a learnt temperature (Radford et al. 2021, figure 3), and its gradient in the same
 * pass: the mean of both directions' cross-entropies of {@code exp(logScale) * similarities} with the diagonal as targets.
 *
 * <p>Where {@code groups} is given, entry (i, j) with i != j and {@code groups[i] == groups[j]} is left out of both
 * sums: pairs that show the same thing are not each other's negatives. Where targets are smoothed (Szegedy et al. 2016, section
 * 7), a share of each row's and column's target is spread evenly over all entries that count, as torch's cross_entropy has it.
 *
 * @param similarities float32 [B, B], image rows by text columns
 * @param logScale float32 [1]
 * @param groups int32 [B], or null to take every other pair as a negative
 * @param smoothing the share of a target that is spread, in [0, 1)
 * @param weight a factor on the loss, above 0
 * @param loss float32 [1], written: weighted
 * @param gradient float32 [B, B], written: the gradient of {@code similarities}
 * @param scaleGradient float32 [1], written: the gradient of {@code logScale}
 */
public record InfoNce(
        Tensor similarities,
        Tensor logScale,
        @Nullable Tensor groups,
        float smoothing,
        float weight,
        Tensor loss,
        Tensor gradient,
        Tensor scaleGradient)
        implements Primitive {
    public InfoNce {
        Require.contiguous("loss", similarities, gradient);
        Require.equal(
                "loss",
                similarities,
                similarities.shape().rows(),
                similarities.shape().last());
        require(smoothing, weight);
    }

    /** Neither smoothed nor weighted. */
    public InfoNce(
            Tensor similarities,
            Tensor logScale,
            @Nullable Tensor groups,
            Tensor loss,
            Tensor gradient,
            Tensor scaleGradient) {
        this(similarities, logScale, groups, 0, 1, loss, gradient, scaleGradient);
    }

    static void require(float smoothing, float weight) {
        if (!(smoothing >= 0 && smoothing < 1) || !(weight > 0)) {
            throw new IllegalArgumentException("loss: smoothing " + smoothing + ", weight " + weight
                    + ", expected a share in [0, 1) and a factor above 0");
        }
    }

    @Override
    public List<Tensor> reads() {
        return groups == null ? List.of(similarities, logScale) : List.of(similarities, logScale, groups);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(loss, gradient, scaleGradient);
    }

    /** Pairs in the batch. */
    public int batch() {
        return similarities.shape().last();
    }

    @Override
    public void backward(Tape tape) {
        tape.pass(similarities, gradient);
        tape.pass(logScale, scaleGradient);
    }
}
