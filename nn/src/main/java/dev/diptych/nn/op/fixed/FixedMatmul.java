package dev.diptych.nn.op.fixed;

import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * A product by a parameter that no program writes, and the host writes through the engine alone: so an engine may keep it in the
 * layout and the type that the product reads.
 *
 * @param product whose {@code b} is the parameter; it does not accumulate
 */
public record FixedMatmul(Matmul product) implements Primitive {
    public FixedMatmul {
        if (product.b().storage().role() != Role.PARAMETER || product.accumulate()) {
            throw new IllegalArgumentException(
                    "fixed matmul: " + product + ", expected a product by a parameter, not added to what is there");
        }
    }

    @Override
    public List<Primitive> parts() {
        return List.of(product);
    }

    @Override
    public List<Tensor> reads() {
        return product.reads();
    }

    @Override
    public List<Tensor> writes() {
        return product.writes();
    }

    @Override
    public long flops() {
        return product.flops();
    }
}
