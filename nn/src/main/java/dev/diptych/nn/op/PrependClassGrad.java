package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link PrependClass}.
 *
 * @param dout float32 [B, T, W]
 * @param dpatches float32 [B, T - 1, W], overwritten
 * @param dcls float32 [W]
 * @param dpositions float32 [T, W], or null for positions that are not learnt
 * @param accumulate whether to add to {@code dcls} and {@code dpositions}
 */
public record PrependClassGrad(
        Tensor dout, Tensor dpatches, Tensor dcls, @Nullable Tensor dpositions, boolean accumulate)
        implements Primitive {
    public PrependClassGrad {
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

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
