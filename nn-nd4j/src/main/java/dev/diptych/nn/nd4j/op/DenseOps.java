package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Add;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Matrix products with their epilogues, and sums. */
final class DenseOps {
    private DenseOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(Matmul.class, op -> matmul(op, scratch));
        bindings.on(ColumnSum.class, op -> columnSum(op, scratch));
        bindings.on(Add.class, DenseOps::add);
    }

    static Op matmul(Matmul p, Scratch scratch) {
        INDArray a = Views.matrix(p.a());
        INDArray stored = Views.matrix(p.b());
        boolean narrow = p.a().dtype() != p.b().dtype();
        INDArray b = narrow ? scratch.take(2, stored.shape()) : stored;
        Op round = narrow ? Rounding.of(stored, b, scratch) : () -> {};
        INDArray out = Views.matrix(p.out());
        @Nullable INDArray bias = p.bias() == null ? null : Views.row(p.bias());
        @Nullable INDArray residual = p.residual() == null ? null : Views.matrix(p.residual());
        INDArray product = scratch.take(0, p.m(), p.n());
        INDArray workspace = scratch.take(1, p.m(), p.n());
        return () -> {
            round.run();
            Nd4j.matmul(a, b, product, p.transposeA(), p.transposeB(), false);
            if (p.scale() != 1) {
                product.muli(p.scale());
            }
            if (bias != null) {
                Rows.add(product, bias, product);
            }
            if (p.activation() != null) {
                ActivationOps.apply(p.activation(), product, product, workspace);
            }
            if (residual != null) {
                product.addi(residual);
            }
            if (p.accumulate()) {
                out.addi(product);
            } else {
                out.assign(product);
            }
        };
    }

    static Op columnSum(ColumnSum p, Scratch scratch) {
        INDArray x = Views.matrix(p.x());
        INDArray out = Views.vector(p.out());
        INDArray sum = scratch.take(0, out.length());
        return () -> {
            x.sum(sum, 0);
            put(sum, out, p.accumulate());
        };
    }

    static Op add(Add p) {
        boolean outContiguous = p.out().contiguous();
        INDArray x =
                outContiguous ? Views.of(p.x()) : Views.shaped(p.x(), p.out().shape());
        INDArray out = outContiguous ? Views.shaped(p.out(), p.x().shape()) : Views.of(p.out());
        return () -> put(x, out, p.accumulate());
    }

    /** Copies {@code x} to {@code out}, or adds it. */
    static void put(INDArray x, INDArray out, boolean accumulate) {
        if (accumulate) {
            out.addi(x);
        } else {
            out.assign(x);
        }
    }
}
