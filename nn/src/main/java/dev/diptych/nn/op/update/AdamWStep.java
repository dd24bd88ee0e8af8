package dev.diptych.nn.op.update;

import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * One step of AdamW (Loshchilov, Hutter 2019, algorithm 2) over a run of parameters:
 * {@code p -= lr * decay * p; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= lr * (m / c1) / (sqrt(v / c2) + epsilon)}
 * with {@code lr} the schedule's times {@code rate} and {@code g} the gradient times {@code factor}; or nothing at all where the guard is closed.
 *
 * @param parameter float32 [N]
 * @param gradient float32 [N]
 * @param moment1 float32 [N]
 * @param moment2 float32 [N]
 * @param schedule float32 [3], written by the host before each step: lr, c1 = 1 - b1^t, c2 = 1 - b2^t
 * @param factor float32 [1], the factor that clips the gradient
 * @param rate a factor on the learning rate
 * @param open float32 [1], what a {@link Guard} decided: 0 leaves parameters and moments as they are
 */
public record AdamWStep(
        Tensor parameter,
        Tensor gradient,
        Tensor moment1,
        Tensor moment2,
        Tensor schedule,
        Tensor factor,
        Tensor open,
        float beta1,
        float beta2,
        float epsilon,
        float decay,
        float rate)
        implements ParameterUpdate {
    public AdamWStep {
        Require.contiguous("AdamW", parameter, gradient, moment1, moment2);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(parameter, gradient, moment1, moment2, schedule, factor, open);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(parameter, moment1, moment2);
    }
}
