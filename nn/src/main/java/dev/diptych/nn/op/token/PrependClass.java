package dev.diptych.nn.op.token;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        tape.record(new Grad(
                gradient,
                dpatches.gradient(),
                sinks.get(0).gradient(),
                learnt ? sinks.get(1).gradient() : null,
                sinks.get(0).accumulate()));
    }

    /**
     * The gradient of {@link PrependClass}.
     *
     * @param dout float32 [B, T, W]
     * @param dpatches float32 [B, T - 1, W], overwritten
     * @param dcls float32 [W]
     * @param dpositions float32 [T, W], or null for positions that are not learnt
     * @param accumulate whether to add to {@code dcls} and {@code dpositions}
     */
    public record Grad(
            Tensor dout,
            Tensor dpatches,
            Tensor dcls,
            @Nullable Tensor dpositions,
            boolean accumulate) implements Primitive {
        public Grad {
            Require.contiguous("class token gradient", dout, dpatches);
            if (dpositions != null) {
                Require.contiguous("class token gradient", dpositions);
            }
        }

        @Override
        public List<Tensor> reads() {
            List<Tensor> reads = new ArrayList<>(List.of(dout));
            if (accumulate) {
                reads.addAll(sums());
            }
            return reads;
        }

        @Override
        public List<Tensor> writes() {
            List<Tensor> writes = new ArrayList<>(List.of(dpatches));
            writes.addAll(sums());
            return writes;
        }

        private List<Tensor> sums() {
            return dpositions == null ? List.of(dcls) : List.of(dcls, dpositions);
        }
    }
}
