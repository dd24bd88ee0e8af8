package dev.diptych.nn.op.fixed;

import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Role;

/** Lets forward programs take a model's weights for what does not change. */
public final class FixedWeights {
    private FixedWeights() {}

    /**
     * A tape for forward passes of a model whose weights are read, and not trained: its products by parameters are {@link FixedMatmul}s; in
     * {@link Precision#INT8} its linear layers are {@link QuantizedMatmul}s, and the projections into the embedding space stay
     * float32.
     */
    public static Tape tape(Precision precision) {
        return Tape.inference(precision).rewriting(primitive -> fixed(primitive, precision));
    }

    private static Primitive fixed(Primitive primitive, Precision precision) {
        if (!(primitive instanceof Matmul product)
                || product.b().storage().role() != Role.PARAMETER
                || product.accumulate()) {
            return primitive;
        }
        return precision == Precision.INT8 && QuantizedMatmul.fits(product)
                ? new QuantizedMatmul(product)
                : new FixedMatmul(product);
    }
}
