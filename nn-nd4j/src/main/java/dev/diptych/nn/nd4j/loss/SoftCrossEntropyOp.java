package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/** The cross-entropy with a teacher's distributions. */
final class SoftCrossEntropyOp {
    private SoftCrossEntropyOp() {}

    static Op bind(SoftCrossEntropy p, Scratch scratch) {
        int rows = p.rows();
        int columns = p.columns();
        INDArray similarities = Views.matrix(p.similarities());
        INDArray logScale = Views.vector(p.logScale());
        INDArray teacher = Views.matrix(p.teacher());
        INDArray loss = Views.vector(p.loss());
        INDArray gradient = Views.matrix(p.gradient());
        INDArray scaleGradient = Views.vector(p.scaleGradient());
        INDArray logits = scratch.take(0, rows, columns);
        INDArray slopes = scratch.take(1, rows, columns);
        INDArray targets = scratch.take(2, rows, columns);
        INDArray largest = scratch.take(3, rows);
        INDArray sum = scratch.take(4, rows);
        INDArray inverse = scratch.take(5, rows);
        return () -> {
            double scale = Math.exp(logScale.getDouble(0));
            teacher.mul(p.teacherScale(), targets);
            Rows.softmax(targets, targets, largest, sum, inverse);
            similarities.mul(scale, logits);
            Rows.softmax(logits, slopes, largest, sum, inverse);
            Nd4j.getExecutioner().exec(new Log(sum, sum));
            double total = largest.addi(sum).sumNumber().doubleValue();
            total -= logits.muli(targets).sumNumber().doubleValue();
            loss.assign(p.weight() * total / rows);
            slopes.subi(targets).muli(p.weight() * scale / rows);
            gradient.assign(slopes);
            scaleGradient.assign(slopes.muli(similarities).sumNumber().doubleValue());
        };
    }
}
