package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link Embedding}: rows of equal ids add up, in the order of the tokens.
 *
 * @param ids int32 [B, T]
 * @param dout float32 [B, T, W]
 * @param dtable float32 [V, W]
 * @param dpositions float32 [at least T, W]; rows from T on receive nothing
 * @param accumulate whether to add to both rather than start from zero
 */
public record EmbeddingGrad(Tensor ids, Tensor dout, Tensor dtable, Tensor dpositions, boolean accumulate)
        implements Primitive {
    public EmbeddingGrad {
        Require.contiguous("embedding gradient", dout, dtable, dpositions);
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(ids, dout, dtable, dpositions) : List.of(ids, dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dtable, dpositions);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
