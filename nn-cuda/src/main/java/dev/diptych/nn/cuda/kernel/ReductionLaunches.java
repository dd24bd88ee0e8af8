package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums over rows, in two stages whose order the shape alone decides. */
final class ReductionLaunches {
    private static final String SOURCE = "reduction.cu";
    private static final int BLOCK = 256;
    private static final int LANES = 32;

    /** Blocks that keep a large device busy: 8 for each of an H100's 132 multiprocessors. */
    private static final int ENOUGH_BLOCKS = 1056;

    /** A block of 8 lines adds up at least this many rows. */
    private static final int LEAST_ROWS = 64;

    private ReductionLaunches() {}

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

    /**
     * The first stage over {@code x} as a matrix of {@code rows} by {@code columns}.
     *
     * @param stride elements from one row to the next
     */
    static Sums columnSum(Tensor x, int rows, int columns, long stride, Space space) {
        boolean whole = stride * x.dtype().bytes() % 16 == 0 || rows == 1;
        int run = whole ? Runs.length(columns, x) : 1;
        long blocks = Call.parts(columns, (long) LANES * run);
        int most = Math.toIntExact(Call.parts(rows, LEAST_ROWS));
        int wanted = Math.toIntExact(Math.min(most, Call.parts(ENOUGH_BLOCKS, blocks)));
        int rowsOfRun = Math.toIntExact(Call.parts(rows, wanted));
        int runs = Math.toIntExact(Call.parts(rows, rowsOfRun));
        Argument.Scratch partial = space.floats((long) runs * columns);
        Launch launch = new Call(SOURCE, "column_sum_" + Runs.type(x) + "_" + run)
                .pass(x)
                .pass(stride)
                .pass(rows)
                .pass(rowsOfRun)
                .pass(columns)
                .pass(partial)
                .launch(blocks, runs, BLOCK, 0);
        return new Sums(launch, partial, runs, columns);
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
