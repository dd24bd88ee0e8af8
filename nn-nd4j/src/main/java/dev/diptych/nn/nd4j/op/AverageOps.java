package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of each sequence's tokens, a token at a time, and its gradient. */
final class AverageOps {
    private AverageOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(AverageTokens.class, op -> average(op, scratch));
        bindings.on(AverageTokens.Grad.class, op -> gradient(op, scratch));
    }

    static Op average(AverageTokens p, Scratch scratch) {
        INDArray[] tokens = tokens(p.x());
        INDArray out = Views.matrix(p.out());
        INDArray sum = scratch.take(0, out.shape());
        int count = tokens.length - p.first();
        return () -> {
            sum.assign(0);
            for (int t = p.first(); t < tokens.length; t++) {
                sum.addi(tokens[t]);
            }
            sum.divi(count);
            out.assign(sum);
        };
    }

    static Op gradient(AverageTokens.Grad p, Scratch scratch) {
        INDArray[] tokens = tokens(p.dx());
        INDArray dout = Views.matrix(p.dout());
        INDArray share = scratch.take(0, dout.shape());
        int count = tokens.length - p.first();
        return () -> {
            dout.div(count, share);
            for (int t = 0; t < tokens.length; t++) {
                if (!p.accumulate()) {
                    tokens[t].assign(0);
                }
                if (t >= p.first()) {
                    tokens[t].addi(share);
                }
            }
        };
    }

    /** The token of each number, of all sequences: [B, W] each. */
    private static INDArray[] tokens(Tensor tensor) {
        Shape shape = tensor.shape();
        INDArray[] tokens = new INDArray[shape.size(1)];
        long[] sizes = {shape.size(0), shape.last()};
        long[] strides = {(long) shape.size(1) * shape.last(), 1};
        for (int t = 0; t < tokens.length; t++) {
            tokens[t] = Views.strided(tensor, (long) t * shape.last(), sizes, strides);
        }
        return tokens;
    }
}
