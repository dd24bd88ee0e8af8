package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Normalisation of rows: a warp has a row. */
final class NormLaunches {
    private static final String SOURCE = "norm.cu";
    private static final int BLOCK = 128;
    private static final int ROWS_OF_BLOCK = 4;

    /** Columns that a warp takes in runs of 8: each lane one. */
    private static final int COLUMNS_OF_RUN = 256;

    /** Of the gradient kernel: 8 warps, two blocks for each of an H100's multiprocessors. */
    private static final int GRADIENT_BLOCK = 256;

    private static final int GRADIENT_WARPS = 8;
    private static final int MOST_BLOCKS = 264;
    private static final int WIDEST_GRADIENT = 4 * COLUMNS_OF_RUN;
    private static final int WIDEST = 8 * COLUMNS_OF_RUN;

    private NormLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(LayerNorm.class, NormLaunches::layerNorm);
        bindings.on(LayerNorm.Grad.class, op -> layerNormGrad(op, op.dx(), false, null));
        bindings.on(NormGradSum.class, op -> layerNormGrad(op.gradient(), op.sum(), true, op.rounded()));
        bindings.on(L2Normalize.class, NormLaunches::normalize);
        bindings.on(L2Normalize.Grad.class, NormLaunches::normalizeGrad);
    }

    static List<Launch> layerNorm(LayerNorm op) {
        int rows = Math.toIntExact(op.x().shape().rows());
        int width = op.x().shape().last();
        boolean fast = width <= WIDEST && Runs.length(width, op.x(), op.gamma(), op.beta(), op.out()) > 1;
        String variant = fast ? String.valueOf(powerOfTwo(runs(width))) : "plain";
        return List.of(new Call(SOURCE, "layer_norm_" + Runs.type(op.out()) + "_" + variant)
                .pass(op.x())
                .pass(op.gamma())
                .pass(op.beta())
                .pass(op.epsilon())
                .pass(op.mean())
                .pass(op.variance())
                .pass(op.out())
                .pass(rows)
                .pass(width)
                .launch(Call.parts(rows, ROWS_OF_BLOCK), BLOCK));
    }

    /**
     * The gradient of the norm's input into {@code dx} in place of {@code op}'s, and those of what it learns.
     *
     * @param accumulate whether it is added to what stands in {@code dx}
     * @param rounded receives {@code dx} as bfloat16, or null
     */
    private static List<Launch> layerNormGrad(
            LayerNorm.Grad op, Tensor dx, boolean accumulate, @Nullable Tensor rounded) {
        int width = op.x().shape().last();
        boolean runs = Runs.length(width, op.x(), op.gamma(), op.dout(), dx) > 1
                && (rounded == null || Runs.length(width, rounded) > 1);
        return width <= WIDEST_GRADIENT && runs
                ? fastGrad(op, dx, accumulate, rounded)
                : plainGrad(op, dx, accumulate, rounded);
    }

    private static List<Launch> fastGrad(LayerNorm.Grad op, Tensor dx, boolean accumulate, @Nullable Tensor rounded) {
        int rows = Math.toIntExact(op.x().shape().rows());
        int width = op.x().shape().last();
        int blocks = Math.toIntExact(Math.min(MOST_BLOCKS, Call.parts(rows, GRADIENT_WARPS)));
        Argument.Scratch partial = new Space().floats(2L * blocks * width);
        Launch rowsLaunch = new Call(SOURCE, "layer_norm_grad_" + Runs.type(op.dout()) + "_" + Math.max(2, runs(width)))
                .pass(op.x())
                .pass(op.gamma())
                .pass(op.epsilon())
                .pass(op.mean())
                .pass(op.variance())
                .pass(op.dout())
                .pass(dx)
                .pass(accumulate)
                .pass(rounded)
                .pass(partial)
                .pass(rows)
                .pass(width)
                .launch(blocks, 1, GRADIENT_BLOCK, GRADIENT_WARPS * width * Float.BYTES);
        return List.of(rowsLaunch, ReductionLaunches.pair(partial, blocks, op.dgamma(), op.dbeta(), op.accumulate()));
    }

    private static List<Launch> plainGrad(LayerNorm.Grad op, Tensor dx, boolean accumulate, @Nullable Tensor rounded) {
        int rows = Math.toIntExact(op.x().shape().rows());
        int width = op.x().shape().last();
        int rowsOfRun = Math.toIntExact(Call.parts(rows, Math.min(MOST_BLOCKS, rows)));
        int runs = Math.toIntExact(Call.parts(rows, rowsOfRun));
        Argument.Scratch partial = new Space().floats(2L * runs * width);
        Launch rowsLaunch = new Call(SOURCE, "layer_norm_dx_" + Runs.type(op.dout()))
                .pass(op.x())
                .pass(op.gamma())
                .pass(op.epsilon())
                .pass(op.mean())
                .pass(op.variance())
                .pass(op.dout())
                .pass(dx)
                .pass(accumulate)
                .pass(rounded)
                .pass(rows)
                .pass(width)
                .launch(Call.parts(rows, ROWS_OF_BLOCK), BLOCK);
        Launch columns = new Call(SOURCE, "layer_norm_columns_" + Runs.type(op.dout()))
                .pass(op.x())
                .pass(op.epsilon())
                .pass(op.mean())
                .pass(op.variance())
                .pass(op.dout())
                .pass(partial)
                .pass(rows)
                .pass(rowsOfRun)
                .pass(width)
                .launch(Call.parts(width, BLOCK), runs, BLOCK, 0);
        return List.of(
                rowsLaunch, columns, ReductionLaunches.pair(partial, runs, op.dgamma(), op.dbeta(), op.accumulate()));
    }

    static List<Launch> normalize(L2Normalize op) {
        int rows = Math.toIntExact(op.x().shape().rows());
        return List.of(new Call(SOURCE, "normalize")
                .pass(op.x())
                .pass(op.inverse())
                .pass(op.out())
                .pass(rows)
                .pass(op.x().shape().last())
                .launch(Call.parts(rows, ROWS_OF_BLOCK), BLOCK));
    }

    static List<Launch> normalizeGrad(L2Normalize.Grad op) {
        int rows = Math.toIntExact(op.out().shape().rows());
        return List.of(new Call(SOURCE, "normalize_grad")
                .pass(op.out())
                .pass(op.inverse())
                .pass(op.dout())
                .pass(op.dx())
                .pass(rows)
                .pass(op.out().shape().last())
                .pass(op.accumulate())
                .launch(Call.parts(rows, ROWS_OF_BLOCK), BLOCK));
    }

    private static int runs(int width) {
        return Math.toIntExact(Call.parts(width, COLUMNS_OF_RUN));
    }

    /** The least of the kernels' 2, 4 and 8 runs that suffices. */
    private static int powerOfTwo(int runs) {
        return runs <= 2 ? 2 : runs <= 4 ? 4 : 8;
    }
}
