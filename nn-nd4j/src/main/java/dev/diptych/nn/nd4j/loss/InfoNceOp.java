package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.loss.InfoNce;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/*
 * A row's cross-entropy is log(sum) + (largest - target), both taken after the row's largest logit has been subtracted:
 * a pair that is told apart well has a loss near zero that would drown if two logits near 100 were subtracted at the end.
 */
/** The symmetric contrastive loss. */
final class InfoNceOp {
    /** Added to the logits that are left out: so far below any other that its exponential is zero. */
    static final double LEFT_OUT = -1e30;

    private InfoNceOp() {}

    static Op bind(InfoNce p, Scratch scratch) {
        int batch = p.batch();
        INDArray similarities = Views.matrix(p.similarities());
        INDArray logScale = Views.vector(p.logScale());
        INDArray loss = Views.vector(p.loss());
        INDArray gradient = Views.matrix(p.gradient());
        INDArray scaleGradient = Views.vector(p.scaleGradient());
        INDArray logits = scratch.take(0, batch, batch);
        INDArray byImage = scratch.take(1, batch, batch);
        INDArray byText = scratch.take(2, batch, batch);
        INDArray targets = Groups.own(logits, 0);
        INDArray targetGradients = Groups.own(byImage, 0);
        INDArray largest = scratch.take(3, batch);
        INDArray sum = scratch.take(4, batch);
        INDArray inverse = scratch.take(5, batch);
        @Nullable
        Groups groups = p.groups() == null ? null : new Groups(p.groups(), 0, scratch.take(6, batch, batch), scratch);
        double smoothing = p.smoothing();
        @Nullable INDArray share = smoothing == 0 ? null : scratch.take(7, batch, batch);
        return () -> {
            double scale = Math.exp(logScale.getDouble(0));
            similarities.mul(scale, logits);
            if (groups != null) {
                logits.addi(groups.compare().muli(LEFT_OUT));
            }
            Rows.softmax(logits, byImage, largest, sum, inverse);
            double total = crossEntropy(largest, sum, targets);
            Rows.softmax(logits.transpose(), byText, largest, sum, inverse);
            total += crossEntropy(largest, sum, targets);
            byImage.addi(byText.transpose());
            targetGradients.subi(2 * (1 - smoothing));
            if (share != null) {
                total += 2 * smoothing * targets.sumNumber().doubleValue();
                share(smoothing, groups, share, byText, largest, inverse);
                byImage.subi(share).subi(share);
                similarities.mul(share, logits);
                total -= 2 * scale * logits.sumNumber().doubleValue();
            }
            loss.assign(p.weight() * total / (2 * batch));
            byImage.muli(p.weight() * scale / (2 * batch));
            gradient.assign(byImage);
            similarities.mul(byImage, logits);
            scaleGradient.assign(logits.sumNumber().doubleValue());
        };
    }

    /**
     * What each entry gets of its row's target and of its column's, half each.
     *
     * @param share written
     * @param other scratch, as large
     * @param count scratch [B]
     * @param inverse scratch [B]
     */
    private static void share(
            double smoothing,
            @Nullable Groups groups,
            INDArray share,
            INDArray other,
            INDArray count,
            INDArray inverse) {
        share.assign(1);
        if (groups != null) {
            share.subi(groups.compare());
        }
        Rows.sumEach(share, count);
        Nd4j.getExecutioner().exec(new Reciprocal(count, inverse));
        Rows.multiplyEach(share, inverse, share);
        other.assign(share.transpose());
        share.addi(other).muli(smoothing / 2);
    }

    /** All rows' cross-entropies added up; overwrites both scratch arrays. */
    static double crossEntropy(INDArray largest, INDArray sum, INDArray targets) {
        Nd4j.getExecutioner().exec(new Log(sum, sum));
        return largest.subi(targets).addi(sum).sumNumber().doubleValue();
    }
}
