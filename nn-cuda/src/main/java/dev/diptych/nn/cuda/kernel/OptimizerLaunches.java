package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient norm and AdamW, over long runs of parameters. */
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

    static List<Launch> adamW(AdamWStep op, @Nullable Tensor copy) {
        long count = op.parameter().shape().elements();
        int run = Runs.length(count, op.parameter(), op.gradient(), op.moment1(), op.moment2());
        if (copy != null) {
            run = Math.min(run, Runs.length(count, copy));
        }
        return List.of(new Call(SOURCE, "adamw_" + run)
                .pass(op.parameter())
                .pass(op.gradient())
                .pass(op.moment1())
                .pass(op.moment2())
                .pass(op.schedule())
                .pass(op.factor())
                .pass(op.open())
                .pass(copy)
                .pass(op.beta1())
                .pass(op.beta2())
                .pass(op.epsilon())
                .pass(op.decay())
                .pass(op.rate())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }
}
