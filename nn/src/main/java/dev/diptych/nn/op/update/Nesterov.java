package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Nesterov's momentum of a run of gradients, in their place, as torch.optim.SGD's: {@code m = beta m + g; gradient = g + beta m}
 * with {@code g} the gradient times {@code factor}; or nothing at all where the guard is closed.
 *
 * @param gradient float32 [N]
 * @param moment float32 [N]
 * @param factor float32 [1], the factor that clips the gradient
 * @param open float32 [1], what a {@link Guard} decided
 */
public record Nesterov(Tensor gradient, Tensor moment, Tensor factor, Tensor open, float beta) implements Primitive {
    public Nesterov {
        Require.contiguous("momentum", gradient, moment);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(gradient, moment, factor, open);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(gradient, moment);
    }
}
