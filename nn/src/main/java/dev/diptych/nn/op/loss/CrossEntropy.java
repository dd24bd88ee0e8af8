package dev.diptych.nn.op.loss;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of {@link InfoNce} over some of its rows: the sum of the cross-entropies of finding the pair of row i, which
 * is column {@code first + i}, divided by B; and its gradient in the same pass. Both directions over all rows, halved, are
 * the whole.
 *
 * @param similarities float32 [M, B], M at most B
 * @param logScale float32 [1]
 * @param groups int32 [B], or null to take every other pair as a negative
 * @param first the pair that row 0 is of
 * @param smoothing the share of a target that is spread, in [0, 1)
 * @param weight a factor on the loss, above 0
 * @param loss float32 [1], written: weighted
 * @param gradient float32 [M, B], written: the gradient of {@code similarities}
 * @param scaleGradient float32 [1], written: the gradient of {@code logScale}
 */
public record CrossEntropy(
        Tensor similarities,
        Tensor logScale,
        @Nullable Tensor groups,
        int first,
        float smoothing,
        float weight,
        Tensor loss,
        Tensor gradient,
        Tensor scaleGradient)
        implements Primitive {
    public CrossEntropy {
        Require.contiguous("loss", similarities, gradient);
        SigmoidLoss.requirePairs(similarities, first);
        InfoNce.require(smoothing, weight);
    }

    @Override
    public List<Tensor> reads() {
        return groups == null ? List.of(similarities, logScale) : List.of(similarities, logScale, groups);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(loss, gradient, scaleGradient);
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
    }
}
