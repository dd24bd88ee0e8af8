package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.loss.CrossEntropy;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.factory.Nd4j;

/** One direction of the contrastive loss over some rows, computed as {@link InfoNceOp} does both. */
final class CrossEntropyOp {
    private CrossEntropyOp() {}

    static Op bind(CrossEntropy p, Scratch scratch) {
        int batch = p.batch();
        int rows = p.rows();
        INDArray similarities = Views.matrix(p.similarities());
        INDArray logScale = Views.vector(p.logScale());
        INDArray loss = Views.vector(p.loss());
        INDArray gradient = Views.matrix(p.gradient());
        INDArray scaleGradient = Views.vector(p.scaleGradient());
        INDArray logits = scratch.take(0, rows, batch);
        INDArray slopes = scratch.take(1, rows, batch);
        INDArray targets = Groups.own(logits, p.first());
        INDArray targetSlopes = Groups.own(slopes, p.first());
        INDArray largest = scratch.take(3, rows);
        INDArray sum = scratch.take(4, rows);
        INDArray inverse = scratch.take(5, rows);
        @Nullable
        Groups groups =
                p.groups() == null ? null : new Groups(p.groups(), p.first(), scratch.take(6, rows, batch), scratch);
        double smoothing = p.smoothing();
        @Nullable INDArray share = smoothing == 0 ? null : scratch.take(7, rows, batch);
        return () -> {
            double scale = Math.exp(logScale.getDouble(0));
            similarities.mul(scale, logits);
            if (groups != null) {
                logits.addi(groups.compare().muli(InfoNceOp.LEFT_OUT));
            }
            Rows.softmax(logits, slopes, largest, sum, inverse);
            double total = InfoNceOp.crossEntropy(largest, sum, targets);
            targetSlopes.subi(1 - smoothing);
            if (share != null) {
                total += smoothing * targets.sumNumber().doubleValue();
                share.assign(1);
                if (groups != null) {
                    share.subi(groups.compare());
                }
                Rows.sumEach(share, sum);
                Nd4j.getExecutioner().exec(new Reciprocal(sum, inverse));
                Rows.multiplyEach(share, inverse.muli(smoothing), share);
                slopes.subi(share);
                total -= scale * share.muli(similarities).sumNumber().doubleValue();
            }
            loss.assign(p.weight() * total / batch);
            gradient.assign(slopes.muli(p.weight() * scale / batch));
            scaleGradient.assign(slopes.muli(similarities).sumNumber().doubleValue());
        };
    }
}
