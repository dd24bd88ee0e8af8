package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import java.nio.IntBuffer;

/** Rows picked out of a sequence, and their way back; rows repeated. */
final class RowKernels {
    private RowKernels() {}

    static void offer(Bindings<Op> bindings, Buffers buffers) {
        bindings.on(SelectRows.class, op -> select(op, buffers));
        bindings.on(SelectRows.Grad.class, op -> selectGrad(op, buffers));
        bindings.on(Repeat.class, op -> repeat(op, buffers));
    }

    static Op select(SelectRows op, Buffers buffers) {
        Rows x = Rows.of(op.x(), buffers);
        IntBuffer numbers = buffers.ints(op.rows());
        Rows out = Rows.of(op.out(), buffers);
        int count = Math.toIntExact(op.rows().shape().elements());
        float[] row = new float[op.x().shape().last()];
        return () -> {
            for (int b = 0; b < count; b++) {
                x.get(numbers.get(b), row);
                out.put(b, row);
            }
        };
    }

    static Op selectGrad(SelectRows.Grad op, Buffers buffers) {
        Rows gradient = Rows.of(op.dout(), buffers);
        IntBuffer numbers = buffers.ints(op.rows());
        Rows x = Rows.of(op.dx(), buffers);
        int count = Math.toIntExact(op.rows().shape().elements());
        int all = Math.toIntExact(op.dx().shape().rows());
        float[] row = new float[op.dx().shape().last()];
        float[] sum = new float[row.length];
        float[] zeros = new float[row.length];
        return () -> {
            if (!op.accumulate()) {
                for (int m = 0; m < all; m++) {
                    x.put(m, zeros);
                }
            }
            for (int b = 0; b < count; b++) {
                gradient.get(b, row);
                if (op.accumulate()) {
                    x.get(numbers.get(b), sum);
                    for (int w = 0; w < row.length; w++) {
                        row[w] += sum[w];
                    }
                }
                x.put(numbers.get(b), row);
            }
        };
    }

    static Op repeat(Repeat op, Buffers buffers) {
        Rows x = Rows.of(op.x(), buffers);
        Rows out = Rows.of(op.out(), buffers);
        int count = Math.toIntExact(op.x().shape().rows());
        float[] row = new float[op.x().shape().last()];
        return () -> {
            for (int n = 0; n < count; n++) {
                x.get(n, row);
                for (int b = 0; b < op.batch(); b++) {
                    out.put(b * count + n, row);
                }
            }
        };
    }
}
