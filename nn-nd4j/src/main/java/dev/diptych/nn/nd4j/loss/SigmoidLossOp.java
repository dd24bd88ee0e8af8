package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.loss.SigmoidLoss;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/*
 * With y = -z logit, a pair's loss is softplus(y) = max(y, 0) + log1p(exp(-|y|)), and its gradient by y is sigmoid(y).
 */
/** The pairwise sigmoid loss. */
final class SigmoidLossOp {
    private SigmoidLossOp() {}

    static Op bind(SigmoidLoss p, Scratch scratch) {
        int batch = p.batch();
        INDArray similarities = Views.matrix(p.similarities());
        INDArray logScale = Views.vector(p.logScale());
        INDArray bias = Views.vector(p.bias());
        INDArray loss = Views.vector(p.loss());
        INDArray gradient = Views.matrix(p.gradient());
        INDArray scaleGradient = Views.vector(p.scaleGradient());
        INDArray biasGradient = Views.vector(p.biasGradient());
        int rows = p.rows();
        INDArray y = scratch.take(0, rows, batch);
        INDArray slope = scratch.take(1, rows, batch);
        INDArray softplus = scratch.take(2, rows, batch);
        INDArray positives = Groups.own(y, p.first());
        INDArray positiveSlopes = Groups.own(slope, p.first());
        @Nullable
        Groups groups =
                p.groups() == null ? null : new Groups(p.groups(), p.first(), scratch.take(3, rows, batch), scratch);
        double weight = p.weight();
        return () -> {
            double scale = Math.exp(logScale.getDouble(0));
            similarities.mul(scale, y).addi(bias.getDouble(0));
            positives.muli(-1);
            Nd4j.getExecutioner().exec(new Sigmoid(y, slope));
            Nd4j.getExecutioner().exec(new Abs(y, softplus));
            softplus.muli(-1);
            Nd4j.getExecutioner().exec(new Exp(softplus, softplus));
            Nd4j.getExecutioner().exec(new Log1p(softplus, softplus));
            Nd4j.getExecutioner().exec(new ScalarMax(y, null, y, 0));
            softplus.addi(y);
            positiveSlopes.muli(-1);
            if (groups != null) {
                INDArray kept = groups.compare().rsubi(1);
                softplus.muli(kept);
                slope.muli(kept);
            }
            slope.muli(weight / batch);
            loss.assign(weight * softplus.sumNumber().doubleValue() / batch);
            biasGradient.assign(slope.sumNumber().doubleValue());
            slope.muli(scale);
            gradient.assign(slope);
            scaleGradient.assign(slope.muli(similarities).sumNumber().doubleValue());
        };
    }
}
