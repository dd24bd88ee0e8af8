package dev.diptych.nn.cuda;

import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a product's own epilogue cannot do: {@code out = act(out + bias) + residual}.
 *
 * @param product whose product stands in its result, scaled
 */
record Finish(Matmul product) implements Primitive {
    @Override
    public List<Tensor> reads() {
        List<Tensor> reads = new ArrayList<>(List.of(product.out()));
        Tensor bias = product.bias();
        if (bias != null) {
            reads.add(bias);
        }
        Tensor residual = product.residual();
        if (residual != null) {
            reads.add(residual);
        }
        return reads;
    }

    @Override
    public List<Tensor> writes() {
        return List.of(product.out());
    }
}
