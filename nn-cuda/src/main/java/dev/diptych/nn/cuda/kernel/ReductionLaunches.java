package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums over rows, of a batch in two stages, in an order that the shape alone decides. */
final class ReductionLaunches {
    private static final String SOURCE = "reduction.cu";
    private static final int BLOCK = 256;
    private static final int LANES = 32;

    /** Blocks that keep a large device busy: 8 for each of an H100's 132 multiprocessors. */
    private static final int ENOUGH_BLOCKS = 1056;

    /** A block of 8 lines adds up at least this many rows. */
    private static final int LEAST_ROWS = 64;

    private ReductionLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(ColumnSum.class, ReductionLaunches::columnSum);
        bindings.on(AverageTokens.class, ReductionLaunches::average);
        bindings.on(LayerScale.Grad.class, ReductionLaunches::layerScaleGrad);
    }

    static List<Launch> columnSum(ColumnSum op) {
        Space space = new Space();
        Sums sums = columnSum(
                op.x(),
                Math.toIntExact(op.x().shape().rows()),
                op.x().shape().last(),
                op.x().rowStride(),
                space);
        List<Launch> launches = new ArrayList<>(List.of(sums.launch()));
        launches.add(sums.into(op.out(), op.out().shape().last(), op.accumulate()));
        return launches;
    }

    /** A block has the tokens of a sequence. */
    static List<Launch> average(AverageTokens op) {
        int batch = op.x().shape().size(0);
        int tokens = op.x().shape().size(1);
        int width = op.x().shape().last();
        int run = Runs.length(width, op.x(), op.out());
        int blocks = Math.toIntExact(Call.parts(width, (long) LANES * run));
        return List.of(new Call(SOURCE, "average_tokens_" + Runs.type(op.x()) + "_" + run)
                .pass(op.x())
                .pass(op.out())
                .pass(op.first())
                .pass(1f / (tokens - op.first()))
                .pass(tokens)
                .pass(width)
                .launch(batch, blocks, BLOCK, 0));
    }

    static List<Launch> layerScaleGrad(LayerScale.Grad op) {
        int rows = Math.toIntExact(op.x().shape().rows());
        int width = op.x().shape().last();
        int run = Runs.length(width, op.x(), op.gamma(), op.dout(), op.dx());
        Split split = Split.of(rows, width, run);
        Argument.Scratch partial = new Space().floats((long) split.runs() * width);
        Launch launch = new Call(SOURCE, "layer_scale_grad_" + Runs.type(op.x()) + "_" + run)
                .pass(op.x())
                .pass(op.gamma())
                .pass(op.dout())
                .pass(op.dx())
                .pass(rows)
                .pass(split.rowsOfRun())
                .pass(width)
                .pass(partial)
                .launch(split.blocks(), split.runs(), BLOCK, 0);
        return List.of(launch, parts(partial, split.runs(), width, width, op.dgamma(), null, op.accumulate()));
    }

    /**
     * The first stage over {@code x} as a matrix of {@code rows} by {@code columns}.
     *
     * @param stride elements from one row to the next
     */
    static Sums columnSum(Tensor x, int rows, int columns, long stride, Space space) {
        boolean whole = stride * x.dtype().bytes() % 16 == 0 || rows == 1;
        int run = whole ? Runs.length(columns, x) : 1;
        Split split = Split.of(rows, columns, run);
        Argument.Scratch partial = space.floats((long) split.runs() * columns);
        Launch launch = new Call(SOURCE, "column_sum_" + Runs.type(x) + "_" + run)
                .pass(x)
                .pass(stride)
                .pass(rows)
                .pass(split.rowsOfRun())
                .pass(columns)
                .pass(partial)
                .launch(split.blocks(), split.runs(), BLOCK, 0);
        return new Sums(launch, partial, split.runs(), columns);
    }

    /** The second stage over [2, parts, width] partial sums into two vectors of {@code width}. */
    static Launch pair(Argument.Scratch partial, int parts, Tensor first, Tensor second, boolean accumulate) {
        int width = first.shape().last();
        return parts(partial, parts, width, width, first, second, accumulate);
    }

    private static Launch parts(
            Argument.Scratch partial,
            int parts,
            long stride,
            int columns,
            Tensor first,
            @Nullable Tensor second,
            boolean accumulate) {
        return new Call(SOURCE, "sum_parts")
                .pass(partial)
                .pass(parts)
                .pass(stride)
                .pass(columns)
                .pass(first)
                .pass(second)
                .pass(accumulate)
                .launch(Call.parts(columns, LANES), second == null ? 1 : 2, LANES * LANES, 0);
    }

    /**
     * How a first stage shares out a matrix.
     *
     * @param blocks of columns
     * @param rowsOfRun rows that a block adds up, but for the last
     * @param runs of rows
     */
    private record Split(long blocks, int rowsOfRun, int runs) {
        /** @param run neighbouring columns that a thread has */
        static Split of(int rows, int columns, int run) {
            long blocks = Call.parts(columns, (long) LANES * run);
            long most = Call.parts(rows, LEAST_ROWS);
            long wanted = Math.min(most, Call.parts(ENOUGH_BLOCKS, blocks));
            int rowsOfRun = Math.toIntExact(Call.parts(rows, wanted));
            return new Split(blocks, rowsOfRun, Math.toIntExact(Call.parts(rows, rowsOfRun)));
        }
    }

    /**
     * What the first stage leaves: [runs, columns] partial sums.
     *
     * @param launch the first stage
     */
    record Sums(Launch launch, Argument.Scratch partial, int runs, int columns) {
        /** The second stage over the first {@code count} columns. */
        Launch into(Tensor out, int count, boolean accumulate) {
            return parts(partial, runs, columns, count, out, null, accumulate);
        }
    }
}
