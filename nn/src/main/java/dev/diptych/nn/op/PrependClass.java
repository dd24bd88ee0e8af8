package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Differentiable;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Makes a token sequence of patches: {@code out[b, 0] = cls + positions[0]}, {@code out[b, 1 + n] = patches[b, n] +
 * positions[1 + n]} (Dosovitskiy et al. 2021, equation 1).
 *
 * @param patches float32 [B, T - 1, W]
 * @param cls float32 [W]
 * @param positions float32 [T, W]
 * @param out float32 [B, T, W]
 */
public record PrependClass(Tensor patches, Tensor cls, Tensor positions, Tensor out) implements Differentiable {
    public PrependClass {
        Require.contiguous("class token", patches, positions, out);
        Require.equal(
                "class token", positions, positions.shape().rows(), out.shape().size(1));
        Require.equal(
                "class token",
                patches,
                patches.shape().rows(),
                out.shape().rows() - out.shape().size(0));
    }

    @Override
    public List<Tensor> reads() {
        return List.of(patches, cls, positions);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink dpatches = tape.sink(patches);
        boolean learnt = tape.differentiable(positions);
        List<Tape.Sink> sinks = learnt ? tape.sinks(cls, positions) : List.of(tape.sink(cls));
        if (dpatches.accumulate()) {
            throw new IllegalStateException("backward: class token: " + patches + " feeds something else too");
        }
        tape.record(new PrependClassGrad(
                gradient,
                dpatches.gradient(),
                sinks.get(0).gradient(),
                learnt ? sinks.get(1).gradient() : null,
                sinks.get(0).accumulate()));
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
