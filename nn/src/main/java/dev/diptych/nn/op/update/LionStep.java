package dev.diptych.nn.op.update;

import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * One step of Lion (Chen et al. 2023, algorithm 2) over a run of parameters:
 * {@code p -= lr * (decay * p + sign(b1 m + (1 - b1) g)); m = b2 m + (1 - b2) g} with {@code lr} the schedule's times {@code
 * rate}, {@code g} the gradient times {@code factor} and the sign of zero zero; or nothing at all where the guard is closed.
 *
 * @param parameter float32 [N]
 * @param gradient float32 [N]
 * @param moment float32 [N]
 * @param schedule float32 [3], as {@link AdamWStep}'s, of which it reads the first
 * @param factor float32 [1], the factor that clips the gradient
 * @param open float32 [1], what a {@link Guard} decided
 * @param rate a factor on the learning rate
 */
public record LionStep(
        Tensor parameter,
        Tensor gradient,
        Tensor moment,
        Tensor schedule,
        Tensor factor,
        Tensor open,
        float beta1,
        float beta2,
        float decay,
        float rate)
        implements ParameterUpdate {
    public LionStep {
        Require.contiguous("Lion", parameter, gradient, moment);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(parameter, gradient, moment, schedule, factor, open);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(parameter, moment);
    }
}
