package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Patches, the class token, positions, rows repeated or picked out of a sequence, shares of a mean's gradient. */
final class TokenLaunches {
    static final String SOURCE = "token.cu";
    static final int BLOCK = 256;

    private TokenLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(PatchGather.class, TokenLaunches::patches);
        bindings.on(PrependClass.class, TokenLaunches::prependClass);
        bindings.on(PrependClass.Grad.class, TokenLaunches::prependClassGrad);
        bindings.on(AddPositions.class, TokenLaunches::addPositions);
        bindings.on(Repeat.class, TokenLaunches::repeat);
        bindings.on(AverageTokens.Grad.class, TokenLaunches::averageGrad);
        bindings.on(SelectRows.class, TokenLaunches::selectRows);
        bindings.on(SelectRows.Grad.class, TokenLaunches::selectRowsGrad);
    }

    static List<Launch> patches(PatchGather op) {
        long count = op.out().shape().elements();
        int side = op.images().shape().last();
        int run = op.patch() % 8 == 0
                        && side % 4 == 0 // rows of images start on 16 bytes
                        && Runs.aligned(op.images(), op.out())
                ? 8
                : 1;
        return List.of(new Call(SOURCE, "patch_gather_" + Runs.type(op.out()) + "_" + run)
                .pass(op.images())
                .pass(op.out())
                .pass(side)
                .pass(op.patch())
                .pass(op.grid())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    static List<Launch> prependClass(PrependClass op) {
        long count = op.out().shape().elements();
        int width = op.out().shape().last();
        int run = Runs.length(width, op.patches(), op.cls(), op.positions(), op.out());
        return List.of(new Call(SOURCE, "prepend_class_" + run)
                .pass(op.patches())
                .pass(op.cls())
                .pass(op.positions())
                .pass(op.out())
                .pass(op.out().shape().size(1))
                .pass(width)
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    /** The patches' share is a copy; positions' and the class token's are sums over the images, the latter of row 0. */
    static List<Launch> prependClassGrad(PrependClass.Grad op) {
        int batch = op.dout().shape().size(0);
        int width = op.dout().shape().last();
        int sequence = op.dout().shape().size(1) * width;
        Tensor after = new Tensor(
                op.dout().storage(),
                Shape.of(batch, sequence - width),
                sequence,
                op.dout().offset() + width);
        Tensor positions = op.dpositions();
        ReductionLaunches.Sums sums = ReductionLaunches.columnSum(
                op.dout(), batch, positions == null ? width : sequence, sequence, new Space());
        List<Launch> launches = new ArrayList<>();
        launches.add(ElementLaunches.add(after, op.dpatches().reshape(batch, sequence - width), false));
        launches.add(sums.launch());
        if (positions != null) {
            launches.add(sums.into(positions, sequence, op.accumulate()));
        }
        launches.add(sums.into(op.dcls(), width, op.accumulate()));
        return launches;
    }

    static List<Launch> addPositions(AddPositions op) {
        long count = op.out().shape().elements();
        int run = Runs.length(op.length(), op.x(), op.positions(), op.out());
        return List.of(new Call(SOURCE, "add_positions_" + run)
                .pass(op.x())
                .pass(op.positions())
                .pass(op.out())
                .pass((long) op.length())
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    static List<Launch> repeat(Repeat op) {
        long count = op.out().shape().elements();
        long length = op.x().shape().elements();
        int run = Runs.length(length, op.x(), op.out());
        return List.of(new Call(SOURCE, "repeat_" + Runs.type(op.out()) + "_" + run)
                .pass(op.x())
                .pass(op.out())
                .pass(length)
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    static List<Launch> averageGrad(AverageTokens.Grad op) {
        long count = op.dx().shape().elements();
        int tokens = op.dx().shape().size(1);
        int width = op.dx().shape().last();
        int run = Runs.length(width, op.dout(), op.dx());
        return List.of(new Call(SOURCE, "average_tokens_grad_" + Runs.type(op.dx()) + "_" + run)
                .pass(op.dout())
                .pass(op.dx())
                .pass(op.first())
                .pass(1f / (tokens - op.first()))
                .pass(tokens)
                .pass(width)
                .pass(count)
                .pass(op.accumulate())
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    static List<Launch> selectRows(SelectRows op) {
        long count = op.out().shape().elements();
        int width = op.out().shape().last();
        int run = Runs.length(width, op.x(), op.out());
        return List.of(new Call(SOURCE, "select_rows_" + Runs.type(op.x()) + "_" + run)
                .pass(op.x())
                .pass(op.rows())
                .pass(op.out())
                .pass(width)
                .pass(count)
                .launch(ElementLaunches.blocks(count, run), BLOCK));
    }

    static List<Launch> selectRowsGrad(SelectRows.Grad op) {
        long count = op.dout().shape().elements();
        int width = op.dout().shape().last();
        int run = Runs.length(width, op.dout(), op.dx());
        List<Launch> launches = new ArrayList<>();
        if (!op.accumulate()) {
            launches.add(ElementLaunches.fill(op.dx(), 0));
        }
        launches.add(new Call(SOURCE, "select_rows_grad_" + Runs.type(op.dx()) + "_" + run)
                .pass(op.dout())
                .pass(op.rows())
                .pass(op.dx())
                .pass(width)
                .pass(count)
                .pass(op.accumulate())
                .launch(ElementLaunches.blocks(count, run), BLOCK));
        return launches;
    }
}
