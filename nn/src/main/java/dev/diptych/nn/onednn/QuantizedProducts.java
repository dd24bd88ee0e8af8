package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.fixed.QuantizedMatmul;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/*
 * The product multiplies its sums by the columns' steps as it writes them. The rows' steps, the bias, the activation and the
 * residual follow in one pass over the result: oneDNN 3.11 takes factors of rows into its fast products only where matrices have
 * four axes, for which it keeps no weights in another layout, and that is no faster at many rows and slower at few.
 */
/** Linear layers on integers of 8 bits. */
final class QuantizedProducts {
    private static final int LINE = 64; // bytes
    private static final int LANES = 8;
    private static final int MANY = 512; // rows

    private final Dnnl dnnl;
    private final Workers workers;

    QuantizedProducts(Dnnl dnnl, Workers workers) {
        this.dnnl = dnnl;
        this.workers = workers;
    }

    void offer(Bindings<Op> bindings) {
        bindings.on(QuantizedMatmul.class, op -> bind(op.product()));
    }

    private Op bind(Matmul op) {
        Scratch scratch = new Scratch(op);
        Op steps = steps(op, scratch);
        Op round = round(op, scratch);
        dnnl_memory_desc a = dnnl.layout(dnnl_s8, new long[] {op.m(), op.k()}, new long[] {op.k(), 1});
        dnnl_memory_desc out = dnnl.matrix(op.out());
        dnnl_primitive_desc description = dnnl.product(a, wanted(op), null, out, dnnl.scaledColumns());
        if (Dnnl.isPlain(description)) { // it has no kernel for so few rows in that layout
            description = dnnl.product(a, dnnl.anyLayout(dnnl_s8, op.k(), op.n()), null, out, dnnl.scaledColumns());
        }
        dnnl_memory_desc chosen = dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
        PackedWeights weights = ((NativeMemory) op.b().storage().memory()).packed(op.b(), true, chosen);
        dnnl_memory_desc columns = dnnl.layout(DType.FLOAT32, new long[] {op.n()}, new long[] {1});
        Op product = dnnl.op(
                description,
                new Dnnl.Argument(DNNL_ARG_SRC, dnnl.memory(a, scratch.integers)),
                new Dnnl.Argument(DNNL_ARG_WEIGHTS, weights.memory()),
                new Dnnl.Argument(
                        DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS,
                        dnnl.memory(columns, weights.steps().start())),
                dnnl.argument(DNNL_ARG_DST, out, op.out()));
        Op finish = finish(op, scratch);
        return () -> {
            steps.run();
            round.run();
            weights.prepare();
            product.run();
            finish.run();
        };
    }

    /** The layout of weights that a product of many rows chooses. */
    private dnnl_memory_desc wanted(Matmul op) {
        dnnl_memory_desc rows = dnnl.layout(dnnl_s8, new long[] {MANY, op.k()}, new long[] {op.k(), 1});
        dnnl_memory_desc out = dnnl.layout(DType.FLOAT32, new long[] {MANY, op.n()}, new long[] {op.n(), 1});
        return dnnl_primitive_desc_query_md(
                dnnl.product(rows, dnnl.anyLayout(dnnl_s8, op.k(), op.n()), null, out, dnnl.scaledColumns()),
                dnnl_query_weights_md,
                0);
    }

    /** Finds each row's step and its inverse. */
    private Op steps(Matmul op, Scratch scratch) {
        IntBuffer bits = ((NativeMemory) op.a().storage().memory()).ints(op.a());
        int width = op.k();
        int rows = op.m();
        int padded = (width + LANES - 1) / LANES * LANES;
        int[][] copies = new int[workers.count()][padded];
        Workers.Kernel kernel = (from, to, worker) -> {
            int[] row = copies[worker];
            for (int m = from; m < to; m++) {
                bits.get(m * width, row, 0, width);
                float largest = Float.intBitsToFloat(largest(row));
                scratch.steps.put(m, QuantizedMatmul.step(largest));
                scratch.inverses.put(m, QuantizedMatmul.inverse(largest));
            }
        };
        return () -> workers.run(kernel, rows);
    }

    /** The largest of the sizes of float32 values, as bits, which grow with the value: NaN is larger than all. */
    static int largest(int[] bits) {
        int size = 0x7fffffff;
        int a = 0;
        int b = 0;
        int c = 0;
        int d = 0;
        int e = 0;
        int f = 0;
        int g = 0;
        int h = 0;
        for (int i = 0; i < bits.length; i += LANES) {
            a = Math.max(a, bits[i] & size);
            b = Math.max(b, bits[i + 1] & size);
            c = Math.max(c, bits[i + 2] & size);
            d = Math.max(d, bits[i + 3] & size);
            e = Math.max(e, bits[i + 4] & size);
            f = Math.max(f, bits[i + 5] & size);
            g = Math.max(g, bits[i + 6] & size);
            h = Math.max(h, bits[i + 7] & size);
        }
        return Math.max(Math.max(Math.max(a, b), Math.max(c, d)), Math.max(Math.max(e, f), Math.max(g, h)));
    }

    /** Rows times their inverse steps, rounded. */
    private Op round(Matmul op, Scratch scratch) {
        dnnl_memory_desc a = dnnl.matrix(op.a());
        dnnl_memory_desc rows = dnnl.layout(DType.FLOAT32, new long[] {op.m(), 1}, new long[] {1, 1});
        dnnl_memory_desc integers = dnnl.layout(dnnl_s8, new long[] {op.m(), op.k()}, new long[] {op.k(), 1});
        return dnnl.op(
                scaling(a, rows, integers, dnnl.attributes()),
                dnnl.argument(DNNL_ARG_SRC_0, a, op.a()),
                new Dnnl.Argument(DNNL_ARG_SRC_1, dnnl.memory(rows, scratch.inversesStart)),
                new Dnnl.Argument(DNNL_ARG_DST, dnnl.memory(integers, scratch.integers)));
    }

    /** In place: times the rows' steps, plus the bias, activated, plus the residual. */
    private Op finish(Matmul op, Scratch scratch) {
        dnnl_memory_desc out = dnnl.matrix(op.out());
        dnnl_memory_desc rows = dnnl.layout(DType.FLOAT32, new long[] {op.m(), 1}, new long[] {1, 1});
        List<Dnnl.Argument> arguments = new ArrayList<>();
        arguments.add(dnnl.argument(DNNL_ARG_SRC_0, out, op.out()));
        arguments.add(new Dnnl.Argument(DNNL_ARG_SRC_1, dnnl.memory(rows, scratch.stepsStart)));
        arguments.add(dnnl.argument(DNNL_ARG_DST, out, op.out()));
        dnnl_primitive_attr attributes = dnnl.attributes(operations -> {
            int index = 0;
            Tensor bias = op.bias();
            if (bias != null) {
                dnnl_memory_desc row = dnnl.layout(DType.FLOAT32, new long[] {1, op.n()}, new long[] {op.n(), 1});
                check("bias", dnnl_post_ops_append_binary(operations, dnnl_binary_add, row));
                arguments.add(dnnl.argument(Dnnl.postOp(index++), row, bias));
            }
            if (op.activation() != null) {
                Elementwise.Formula formula = Elementwise.formula(op.activation());
                check("activation", dnnl_post_ops_append_eltwise(operations, formula.algorithm(), formula.alpha(), 0));
                index++;
            }
            Tensor residual = op.residual();
            if (residual != null) {
                dnnl_memory_desc layout = dnnl.matrix(residual);
                check("residual", dnnl_post_ops_append_binary(operations, dnnl_binary_add, layout));
                arguments.add(dnnl.argument(Dnnl.postOp(index), layout, residual));
            }
        });
        return dnnl.op(scaling(out, rows, out, attributes), arguments.toArray(Dnnl.Argument[]::new));
    }

    private dnnl_primitive_desc scaling(
            dnnl_memory_desc x, dnnl_memory_desc rows, dnnl_memory_desc out, dnnl_primitive_attr attributes) {
        dnnl_primitive_desc description = dnnl.description();
        check(
                "steps",
                dnnl_binary_primitive_desc_create(
                        description, dnnl.engine(), dnnl_binary_mul, x, rows, out, attributes));
        return description;
    }

    /** Memory that one product at a time uses: its rows' integers, steps and inverse steps. */
    private final class Scratch {
        private final BytePointer integers; // [M, K]
        private final BytePointer stepsStart;
        private final BytePointer inversesStart;
        private final FloatBuffer steps; // [M]
        private final FloatBuffer inverses; // [M]

        Scratch(Matmul op) {
            long size = lines((long) op.m() * op.k());
            long row = lines((long) op.m() * DType.FLOAT32.bytes());
            NativeMemory memory = dnnl.reordered((size + 2 * row) / DType.FLOAT32.bytes());
            integers = memory.start();
            stepsStart = integers.getPointer(size);
            inversesStart = integers.getPointer(size + row);
            steps = new FloatPointer(stepsStart).capacity(op.m()).asBuffer();
            inverses = new FloatPointer(inversesStart).capacity(op.m()).asBuffer();
        }

        private static long lines(long bytes) {
            return (bytes + LINE - 1) / LINE * LINE;
        }
    }
}
