package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The gradient norm, the guard, bounds and averages. */
final class OptimizerLaunches {
    private static final String SOURCE = "optimizer.cu";
    private static final int BLOCK = 256;
    private static final int WARP = 32;

    /** Partial sums of one run of gradients: 8 blocks for each of an H100's 132 multiprocessors. */
    private static final int MOST_BLOCKS = 1056;

    private OptimizerLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(GradientNorm.class, OptimizerLaunches::gradientNorm);
        bindings.on(Guard.class, OptimizerLaunches::guard);
        bindings.on(Clamp.class, OptimizerLaunches::clamp);
        bindings.on(Average.class, OptimizerLaunches::average);
    }

    static List<Launch> gradientNorm(GradientNorm op) {
        List<Launch> launches = new ArrayList<>();
        int[] blocks =
                op.gradients().stream().mapToInt(OptimizerLaunches::blocks).toArray();
        int parts = 0;
        for (int count : blocks) {
            parts = Math.addExact(parts, count);
        }
        Argument.Scratch partial = new Space().doubles(parts);
        int at = 0;
        for (int i = 0; i < blocks.length; i++) {
            Tensor gradient = op.gradients().get(i);
            long count = gradient.shape().elements();
            launches.add(new Call(SOURCE, "squares_" + Runs.length(count, gradient))
                    .pass(gradient)
                    .pass(count)
                    .pass(partial)
                    .pass(at)
                    .launch(blocks[i], BLOCK));
            at += blocks[i];
        }
        launches.add(new Call(SOURCE, "clip")
                .pass(partial)
                .pass(parts)
                .pass(op.limit())
                .pass(op.norm())
                .pass(op.factor())
                .launch(1, BLOCK));
        return launches;
    }

    private static int blocks(Tensor gradient) {
        long count = gradient.shape().elements();
        return Math.toIntExact(Math.min(MOST_BLOCKS, Call.parts(count, (long) BLOCK * Runs.length(count, gradient))));
    }

    static List<Launch> guard(Guard op) {
        return List.of(new Call(SOURCE, "guard")
                .pass(op.loss())
                .pass(op.norm())
                .pass(op.factor())
                .pass(op.limits())
                .pass(op.open())
                .launch(1, WARP));
    }

    static List<Launch> clamp(Clamp op) {
        return List.of(new Call(SOURCE, "clamp")
                .pass(op.x())
                .pass(op.low())
                .pass(op.high())
                .pass(op.open())
                .pass(op.told())
                .launch(1, WARP));
    }

    static List<Launch> average(Average op) {
        long count = op.average().shape().elements();
        int run = Runs.length(count, op.average(), op.parameter());
        return List.of(new Call(SOURCE, "average_" + run)
                .pass(op.average())
                .pass(op.parameter())
                .pass(op.share())
                .pass(op.open())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }
}
