package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer norm's gradient as a network's residual stream takes it: added to what the stream has got, the sum rounded for
 * the product that reads it next.
 *
 * @param gradient whose {@code dx} nothing else reads; it is not written
 * @param sum float32 [M, W], contiguous: added to
 * @param rounded bfloat16 [M, W], contiguous, receives the sum; or null
 */
public record NormGradSum(
        LayerNorm.Grad gradient, Tensor sum, @Nullable Tensor rounded) implements Primitive {
    public NormGradSum {
        if (!fits(gradient, sum, DType.FLOAT32) || rounded != null && !fits(gradient, rounded, DType.BFLOAT16)) {
            throw new IllegalArgumentException("layer norm gradient: " + gradient.dx() + " into " + sum + " and "
                    + rounded + ", expected as many values, float32 and bfloat16");
        }
    }

    /** Whether a tensor can be the sum, or its rounded values. */
    public static boolean fits(LayerNorm.Grad gradient, Tensor tensor, DType dtype) {
        return tensor.dtype() == dtype
                && tensor.contiguous()
                && tensor.shape().elements() == gradient.dx().shape().elements();
    }

    @Override
    public List<Tensor> reads() {
        List<Tensor> reads = new ArrayList<>(gradient.reads());
        reads.add(sum);
        return reads;
    }

    @Override
    public List<Tensor> writes() {
        List<Tensor> writes = new ArrayList<>(List.of(sum, gradient.dgamma(), gradient.dbeta()));
        if (rounded != null) {
            writes.add(rounded);
        }
        return writes;
    }

    @Override
    public List<Primitive> parts() {
        List<Primitive> parts = new ArrayList<>(List.of(gradient, new Add(gradient.dx(), sum, true)));
        if (rounded != null) {
            parts.add(new Add(sum, rounded, false));
        }
        return parts;
    }
}
