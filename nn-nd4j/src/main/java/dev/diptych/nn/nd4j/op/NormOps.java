package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.factory.Nd4j;

/** Layer normalisation, which ND4J has without an epsilon, weighted branches, and scaling to unit length. */
final class NormOps {
    private static final double LEAST_LENGTH = 1e-12;

    private NormOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(LayerNorm.class, op -> layerNorm(op, scratch));
        bindings.on(LayerNorm.Grad.class, op -> layerNormGrad(op, scratch));
        bindings.on(L2Normalize.class, op -> normalize(op, scratch));
        bindings.on(L2Normalize.Grad.class, op -> normalizeGrad(op, scratch));
        bindings.on(LayerScale.class, op -> layerScale(op, scratch));
        bindings.on(LayerScale.Grad.class, op -> layerScaleGrad(op, scratch));
    }

    static Op layerNorm(LayerNorm p, Scratch scratch) {
        INDArray x = Views.matrix(p.x());
        INDArray gamma = Views.vector(p.gamma());
        INDArray beta = Views.vector(p.beta());
        INDArray mean = Views.vector(p.mean());
        INDArray variance = Views.vector(p.variance());
        INDArray out = Views.matrix(p.out());
        INDArray centred = scratch.take(0, x.shape());
        INDArray squares = scratch.take(1, x.shape());
        INDArray inverse = scratch.take(2, x.size(0));
        return () -> {
            Rows.sumEach(x, mean);
            mean.divi(x.size(1));
            Rows.subtractEach(x, mean, centred);
            centred.mul(centred, squares);
            Rows.sumEach(squares, variance);
            variance.divi(x.size(1));
            inverseDeviation(variance, p.epsilon(), inverse);
            Rows.multiplyEach(centred, inverse, centred);
            Rows.multiply(centred, gamma, centred);
            Rows.add(centred, beta, out);
        };
    }

    /*
     * With n = (x - mean) / deviation and g = dout * gamma, per row: dx = (g - mean(g) - n mean(g n)) / deviation.
     */
    static Op layerNormGrad(LayerNorm.Grad p, Scratch scratch) {
        INDArray x = Views.matrix(p.x());
        INDArray gamma = Views.vector(p.gamma());
        INDArray mean = Views.vector(p.mean());
        INDArray variance = Views.vector(p.variance());
        INDArray dout = Views.matrix(p.dout());
        INDArray dx = Views.matrix(p.dx());
        INDArray dgamma = Views.vector(p.dgamma());
        INDArray dbeta = Views.vector(p.dbeta());
        INDArray normal = scratch.take(0, x.shape());
        INDArray product = scratch.take(1, x.shape());
        INDArray scaled = scratch.take(2, x.shape());
        INDArray inverse = scratch.take(3, x.size(0));
        INDArray average = scratch.take(4, x.size(0));
        INDArray column = scratch.take(5, x.size(1));
        return () -> {
            inverseDeviation(variance, p.epsilon(), inverse);
            Rows.subtractEach(x, mean, normal);
            Rows.multiplyEach(normal, inverse, normal);
            dout.mul(normal, product).sum(column, 0);
            DenseOps.put(column, dgamma, p.accumulate());
            dout.sum(column, 0);
            DenseOps.put(column, dbeta, p.accumulate());
            Rows.multiply(dout, gamma, scaled);
            scaled.mul(normal, product);
            Rows.sumEach(product, average);
            average.divi(x.size(1));
            Rows.multiplyEach(normal, average, normal);
            Rows.sumEach(scaled, average);
            average.divi(x.size(1));
            Rows.subtractEach(scaled, average, scaled);
            scaled.subi(normal);
            Rows.multiplyEach(scaled, inverse, dx);
        };
    }

    static Op normalize(L2Normalize p, Scratch scratch) {
        INDArray x = Views.matrix(p.x());
        INDArray inverse = Views.vector(p.inverse());
        INDArray out = Views.matrix(p.out());
        INDArray squares = scratch.take(0, x.shape());
        return () -> {
            x.mul(x, squares);
            Rows.sumEach(squares, inverse);
            Nd4j.getExecutioner().exec(new Sqrt(inverse, inverse));
            Nd4j.getExecutioner().exec(new ScalarMax(inverse, null, inverse, LEAST_LENGTH));
            Nd4j.getExecutioner().exec(new Reciprocal(inverse, inverse));
            Rows.multiplyEach(x, inverse, out);
        };
    }

    static Op normalizeGrad(L2Normalize.Grad p, Scratch scratch) {
        INDArray out = Views.matrix(p.out());
        INDArray inverse = Views.vector(p.inverse());
        INDArray dout = Views.matrix(p.dout());
        INDArray dx = Views.matrix(p.dx());
        INDArray along = scratch.take(0, out.shape());
        INDArray dot = scratch.take(1, out.size(0));
        return () -> {
            out.mul(dout, along);
            Rows.sumEach(along, dot);
            Rows.multiplyEach(out, dot, along);
            dout.sub(along, along);
            Rows.multiplyEach(along, inverse, along);
            DenseOps.put(along, dx, p.accumulate());
        };
    }

    static Op layerScale(LayerScale p, Scratch scratch) {
        INDArray x = Views.matrix(p.x());
        INDArray gamma = Views.vector(p.gamma());
        INDArray residual = Views.matrix(p.residual());
        INDArray out = Views.matrix(p.out());
        INDArray scaled = scratch.take(0, x.shape());
        return () -> {
            Rows.multiply(x, gamma, scaled);
            residual.add(scaled, out);
        };
    }

    static Op layerScaleGrad(LayerScale.Grad p, Scratch scratch) {
        INDArray x = Views.matrix(p.x());
        INDArray gamma = Views.vector(p.gamma());
        INDArray dout = Views.matrix(p.dout());
        INDArray dx = Views.matrix(p.dx());
        INDArray dgamma = Views.vector(p.dgamma());
        INDArray product = scratch.take(0, x.shape());
        INDArray column = scratch.take(1, x.size(1));
        return () -> {
            dout.mul(x, product).sum(column, 0);
            DenseOps.put(column, dgamma, p.accumulate());
            Rows.multiply(dout, gamma, dx);
        };
    }

    private static void inverseDeviation(INDArray variance, double epsilon, INDArray inverse) {
        variance.add(epsilon, inverse);
        Nd4j.getExecutioner().exec(new Sqrt(inverse, inverse));
        Nd4j.getExecutioner().exec(new Reciprocal(inverse, inverse));
    }
}
