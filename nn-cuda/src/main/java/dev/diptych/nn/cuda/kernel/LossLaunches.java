package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import java.util.List;

/** The losses: passes over the similarities' rows and columns, then one block that adds up the rows' shares. */
final class LossLaunches {
    private static final String SOURCE = "loss.cu";
    private static final int BLOCK = 256;
    private static final int LANES = 32;

    private LossLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(InfoNce.class, LossLaunches::infoNce);
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
                new Call(SOURCE, "info_nce_total")
                        .pass(sums)
                        .pass(op.logScale())
                        .pass(op.weight())
                        .pass(op.loss())
                        .pass(op.scaleGradient())
                        .pass(batch)
                        .launch(1, BLOCK));
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
        Argument sums = new Space().floats(4L * batch);
        return List.of(
                new Call(SOURCE, "sigmoid_gradient")
                        .pass(op.similarities())
                        .pass(op.logScale())
                        .pass(op.bias())
                        .pass(op.groups())
                        .pass(op.weight())
                        .pass(op.gradient())
                        .pass(sums)
                        .pass(batch)
                        .launch(batch, BLOCK),
                new Call(SOURCE, "sigmoid_total")
                        .pass(sums)
                        .pass(op.logScale())
                        .pass(op.weight())
                        .pass(op.loss())
                        .pass(op.scaleGradient())
                        .pass(op.biasGradient())
                        .pass(batch)
                        .launch(1, BLOCK));
    }
}
