package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/*
 * Veltkamp's splitting (Dekker 1971, section 4): with c = (2^16 + 1) x, the float32 result of c - (c - x) is x rounded
 * to the upper 24 - 16 = 8 bits of its significand, which are those of a bfloat16.
 */
/** Keeps float arrays that stand for bfloat16 tensors at values that a bfloat16 holds. */
public final class Rounding {
    private static final float SPLITTER = 65_537;
    private static final int SLOT = 8; // of the scratch; the ops themselves use lower ones

    private Rounding() {}

    /** {@code op}, then the bfloat16 tensors that {@code primitive} writes rounded. */
    public static Op after(Primitive primitive, Op op, Scratch scratch) {
        List<Op> rounds = new ArrayList<>();
        for (Tensor tensor : primitive.writes()) {
            if (tensor.dtype() == DType.BFLOAT16) {
                INDArray values = Views.matrix(tensor);
                rounds.add(of(values, values, scratch));
            }
        }
        if (rounds.isEmpty()) {
            return op;
        }
        return () -> {
            op.run();
            rounds.forEach(Op::run);
        };
    }

    /** {@code out = x}, rounded; {@code out} may be {@code x}. */
    public static Op of(INDArray x, INDArray out, Scratch scratch) {
        INDArray scaled = scratch.take(SLOT, x.shape());
        INDArray rest = scratch.take(SLOT + 1, x.shape());
        return () -> {
            x.mul(SPLITTER, scaled);
            scaled.sub(x, rest);
            scaled.sub(rest, out);
        };
    }
}
