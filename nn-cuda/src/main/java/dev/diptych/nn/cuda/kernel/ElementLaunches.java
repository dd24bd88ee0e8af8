package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Element-wise primitives: a thread has a run of elements. */
final class ElementLaunches {
    private static final String SOURCE = "elementwise.cu";
    private static final int BLOCK = 256;

    private ElementLaunches() {}

    static void offer(Bindings<List<Launch>> bindings) {
        bindings.on(Add.class, ElementLaunches::add);
        bindings.on(Fill.class, ElementLaunches::fill);
        bindings.on(Activation.class, ElementLaunches::activation);
        bindings.on(Activation.Grad.class, ElementLaunches::activationGrad);
        bindings.on(LayerScale.class, ElementLaunches::layerScale);
    }

    static List<Launch> add(Add op) {
        return List.of(add(op.x(), op.out(), op.accumulate()));
    }

    /** The two hold equally many elements; rows are matched where either has gaps. */
    static Launch add(Tensor x, Tensor out, boolean accumulate) {
        long count = x.shape().elements();
        boolean gaps = !x.contiguous() || !out.contiguous();
        if (gaps && x.shape().last() != out.shape().last()) {
            throw new IllegalArgumentException(
                    "add: " + x + " into " + out + ", expected equal rows where there are gaps between them");
        }
        long columns = gaps ? x.shape().last() : count;
        int run = Runs.length(columns, x, out);
        return new Call(SOURCE, "add_" + Runs.type(x) + "_" + Runs.type(out) + "_" + run)
                .pass(x)
                .pass(gaps ? x.rowStride() : count)
                .pass(out)
                .pass(gaps ? out.rowStride() : count)
                .pass(columns)
                .pass(count)
                .pass(accumulate)
                .launch(blocks(count, run), BLOCK);
    }

    static List<Launch> fill(Fill op) {
        return List.of(fill(op.out(), op.value()));
    }

    static Launch fill(Tensor out, float value) {
        long count = out.shape().elements();
        int run = Runs.length(count, out);
        return new Call(SOURCE, "fill_" + Runs.type(out) + "_" + run)
                .pass(out)
                .pass(value)
                .pass(count)
                .launch(blocks(count, run), BLOCK);
    }

    static List<Launch> activation(Activation op) {
        long count = op.x().shape().elements();
        int run = Runs.length(count, op.x(), op.out());
        return List.of(new Call(SOURCE, "activation_" + Runs.type(op.x()) + "_" + run)
                .pass(code(op.kind()))
                .pass(op.x())
                .pass(op.out())
                .pass(count)
                .launch(blocks(count, run), BLOCK));
    }

    static List<Launch> activationGrad(Activation.Grad op) {
        long count = op.x().shape().elements();
        int run = Runs.length(count, op.x(), op.dout(), op.dx());
        return List.of(new Call(SOURCE, "activation_grad_" + Runs.type(op.x()) + "_" + run)
                .pass(code(op.kind()))
                .pass(op.x())
                .pass(op.dout())
                .pass(op.dx())
                .pass(count)
                .launch(blocks(count, run), BLOCK));
    }

    static List<Launch> layerScale(LayerScale op) {
        long columns = op.x().shape().last();
        long count = op.x().shape().elements();
        int run = Runs.length(columns, op.x(), op.gamma(), op.residual(), op.out());
        return List.of(new Call(SOURCE, "layer_scale_" + Runs.type(op.x()) + "_" + run)
                .pass(op.x())
                .pass(op.gamma())
                .pass(op.residual())
                .pass(op.out())
                .pass(columns)
                .pass(count)
                .launch(blocks(count, run), BLOCK));
    }

    static List<Launch> epilogue(Matmul op) {
        Tensor out = op.out();
        Tensor bias = op.bias();
        Tensor residual = op.residual();
        List<Tensor> all = new ArrayList<>(List.of(out));
        if (bias != null) {
            all.add(bias);
        }
        if (residual != null) {
            all.add(residual);
        }
        long columns = out.shape().last();
        long count = out.shape().elements();
        int run = Runs.length(columns, all.toArray(Tensor[]::new));
        return List.of(new Call(SOURCE, "epilogue_" + Runs.type(out) + "_" + run)
                .rows(out)
                .pass(bias)
                .pass(code(op.activation()))
                .pass(residual)
                .pass(residual == null ? columns : residual.rowStride())
                .pass(columns)
                .pass(count)
                .launch(blocks(count, run), BLOCK));
    }

    /** The blocks that give each run of elements a thread. */
    static long blocks(long count, int run) {
        return Call.parts(count, (long) BLOCK * run);
    }

    /** The number by which {@code elementwise.cu} knows an activation. */
    private static int code(Activation.@Nullable Kind kind) {
        if (kind == null) {
            return 0;
        }
        return switch (kind) {
            case GELU -> 1;
            case QUICK_GELU -> 2;
            case GELU_TANH -> 3;
        };
    }
}
