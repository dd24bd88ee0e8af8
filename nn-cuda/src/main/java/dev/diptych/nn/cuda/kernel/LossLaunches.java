package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** The losses: passes over the similarities' rows and columns, then one block that adds up the rows' shares. */
final class LossLaunches {
    private static final String SOURCE = "loss.cu";
    private static final int BLOCK = 256;
    private static final int LANES = 32;

    private LossLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(InfoNce.class, LossLaunches::infoNce);
        bindings.on(CrossEntropy.class, LossLaunches::crossEntropy);
        bindings.on(SoftCrossEntropy.class, LossLaunches::softCrossEntropy);
        bindings.on(SigmoidLoss.class, LossLaunches::sigmoid);
    }

    static List<Launch> infoNce(InfoNce op) {
        int batch = op.batch();
        Space space = new Space();
        Argument rows = space.floats(2L * batch);
        Argument columns = space.floats(2L * batch);
        Argument sums = space.floats(2L * batch);
        Argument spread = space.floats(batch);
        return List.of(
                lines("info_nce_rows", op, rows)
                        .pass(spread)
                        .pass(op.smoothing())
                        .pass(batch)
                        .launch(batch, BLOCK),
                lines("info_nce_columns", op, columns).pass(batch).launch(Call.parts(batch, LANES), BLOCK),
                new Call(SOURCE, "info_nce_gradient")
                        .pass(op.similarities())
                        .pass(op.logScale())
                        .pass(op.groups())
                        .pass(rows)
                        .pass(columns)
                        .pass(spread)
                        .pass(op.smoothing())
                        .pass(op.weight())
                        .pass(op.gradient())
                        .pass(sums)
                        .pass(batch)
                        .launch(batch, BLOCK),
                total(sums, op.logScale(), op.weight(), op.loss(), op.scaleGradient(), batch, batch));
    }

    static List<Launch> crossEntropy(CrossEntropy op) {
        Argument sums = new Space().floats(2L * op.rows());
        return List.of(
                new Call(SOURCE, "cross_entropy_rows")
                        .pass(op.similarities())
                        .pass(op.logScale())
                        .pass(op.groups())
                        .pass(op.first())
                        .pass(op.smoothing())
                        .pass(op.weight())
                        .pass(op.gradient())
                        .pass(sums)
                        .pass(op.batch())
                        .launch(op.rows(), BLOCK),
                total(sums, op.logScale(), op.weight(), op.loss(), op.scaleGradient(), op.rows(), op.batch()));
    }

    static List<Launch> softCrossEntropy(SoftCrossEntropy op) {
        Argument sums = new Space().floats(2L * op.rows());
        return List.of(
                new Call(SOURCE, "soft_cross_entropy_rows")
                        .pass(op.similarities())
                        .pass(op.logScale())
                        .pass(op.teacher())
                        .pass(op.teacherScale())
                        .pass(op.weight())
                        .pass(op.gradient())
                        .pass(sums)
                        .pass(op.rows())
                        .pass(op.columns())
                        .launch(op.rows(), BLOCK),
                total(sums, op.logScale(), op.weight(), op.loss(), op.scaleGradient(), op.rows(), op.rows()));
    }

    private static Launch total(
            Argument sums, Tensor logScale, float weight, Tensor loss, Tensor scaleGradient, int rows, int batch) {
        return new Call(SOURCE, "cross_entropy_total")
                .pass(sums)
                .pass(logScale)
                .pass(weight)
                .pass(loss)
                .pass(scaleGradient)
                .pass(rows)
                .pass(batch)
                .launch(1, BLOCK);
    }

    private static Call lines(String kernel, InfoNce op, Argument lines) {
        return new Call(SOURCE, kernel)
                .pass(op.similarities())
                .pass(op.logScale())
                .pass(op.groups())
                .pass(lines);
    }

    static List<Launch> sigmoid(SigmoidLoss op) {
        int batch = op.batch();
        int rows = op.rows();
        Argument sums = new Space().floats(4L * rows);
        return List.of(
                new Call(SOURCE, "sigmoid_gradient")
                        .pass(op.similarities())
                        .pass(op.logScale())
                        .pass(op.bias())
                        .pass(op.groups())
                        .pass(op.first())
                        .pass(op.weight())
                        .pass(op.gradient())
                        .pass(sums)
                        .pass(batch)
                        .launch(rows, BLOCK),
                new Call(SOURCE, "sigmoid_total")
                        .pass(sums)
                        .pass(op.logScale())
                        .pass(op.weight())
                        .pass(op.loss())
                        .pass(op.scaleGradient())
                        .pass(op.biasGradient())
                        .pass(rows)
                        .pass(batch)
                        .launch(1, BLOCK));
    }
}
