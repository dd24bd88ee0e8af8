package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * One step of an exponential moving average over a run of parameters, {@code a += share (p - a)} (Polyak, Juditsky 1992), or
 * nothing at all where the guard is closed.
 *
 * @param average float32 [N]
 * @param parameter float32 [N], as the step left it
 * @param share float32 [1], written by the host before each step: one less the average's decay
 * @param open float32 [1], what a {@link Guard} decided: 0 leaves the average as it is
 */
public record Average(Tensor average, Tensor parameter, Tensor share, Tensor open) implements Primitive {
    public Average {
        Require.contiguous("average", average, parameter);
        Require.equal(
                "average",
                average,
                average.shape().elements(),
                parameter.shape().elements());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(average, parameter, share, open);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(average);
    }
}
