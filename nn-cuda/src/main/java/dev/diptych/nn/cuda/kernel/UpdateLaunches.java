package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The optimisers' updates, over long runs of parameters: a thread has a run of elements. */
final class UpdateLaunches {
    private static final String SOURCE = "update.cu";
    private static final int BLOCK = 256;

    private UpdateLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(Nesterov.class, UpdateLaunches::nesterov);
        bindings.on(Mix.class, UpdateLaunches::mix);
    }

    /** @param copy bfloat16, written with the rounded parameters, or null */
    static List<Launch> of(ParameterUpdate op, @Nullable Tensor copy) {
        if (op instanceof AdamWStep step) {
            return adamW(step, copy);
        }
        return op instanceof LionStep step ? lion(step, copy) : descent((Descent) op, copy);
    }

    private static List<Launch> adamW(AdamWStep op, @Nullable Tensor copy) {
        long count = op.parameter().shape().elements();
        int run = run(count, copy, op.parameter(), op.gradient(), op.moment1(), op.moment2());
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

    private static List<Launch> lion(LionStep op, @Nullable Tensor copy) {
        long count = op.parameter().shape().elements();
        int run = run(count, copy, op.parameter(), op.gradient(), op.moment());
        return List.of(new Call(SOURCE, "lion_" + run)
                .pass(op.parameter())
                .pass(op.gradient())
                .pass(op.moment())
                .pass(op.schedule())
                .pass(op.factor())
                .pass(op.open())
                .pass(copy)
                .pass(op.beta1())
                .pass(op.beta2())
                .pass(op.decay())
                .pass(op.rate())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    private static List<Launch> descent(Descent op, @Nullable Tensor copy) {
        long count = op.parameter().shape().elements();
        int run = run(count, copy, op.parameter(), op.direction());
        return List.of(new Call(SOURCE, "descent_" + run)
                .pass(op.parameter())
                .pass(op.direction())
                .pass(op.schedule())
                .pass(op.open())
                .pass(copy)
                .pass(op.decay())
                .pass(op.rate())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    private static List<Launch> nesterov(Nesterov op) {
        long count = op.gradient().shape().elements();
        int run = Runs.length(count, op.gradient(), op.moment());
        return List.of(new Call(SOURCE, "nesterov_" + run)
                .pass(op.gradient())
                .pass(op.moment())
                .pass(op.factor())
                .pass(op.open())
                .pass(op.beta())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    private static List<Launch> mix(Mix op) {
        long count = op.out().shape().elements();
        int run = Runs.length(count, op.x(), op.y(), op.out());
        return List.of(new Call(SOURCE, "mix_" + run)
                .pass(op.x())
                .pass(op.alpha())
                .pass(op.y())
                .pass(op.beta())
                .pass(op.out())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    private static int run(long count, @Nullable Tensor copy, Tensor... tensors) {
        int run = Runs.length(count, tensors);
        return copy == null ? run : Math.min(run, Runs.length(count, copy));
    }
}
