package dev.diptych.nn.op.update;

import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * A step of a run of parameters along a direction, with decoupled weight decay: {@code p -= lr * (decay * p + direction)} with
 * {@code lr} the schedule's times {@code rate}; or nothing at all where the guard is closed.
 *
 * @param parameter float32 [N]
 * @param direction float32 [N]
 * @param schedule float32 [3], as {@link AdamWStep}'s, of which it reads the first
 * @param open float32 [1], what a {@link Guard} decided
 * @param rate a factor on the learning rate
 */
public record Descent(Tensor parameter, Tensor direction, Tensor schedule, Tensor open, float decay, float rate)
        implements ParameterUpdate {
    public Descent {
        Require.contiguous("descent", parameter, direction);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(parameter, direction, schedule, open);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(parameter);
    }
}
