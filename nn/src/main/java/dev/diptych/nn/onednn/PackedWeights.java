package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.op.fixed.QuantizedMatmul;
import dev.diptych.nn.tensor.BFloat16Split;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.BitSet;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/*
 * Weights of 8 bits have a step for each of the N columns, by which the product multiplies.
 *
 * Either the packed weights lie in the place of the plain ones, which are brought back when somebody asks for them, or they
 * have memory of their own. Halves leave room for the lower bits of the plain ones; integers of 8 bits, which say too little of
 * them, lie apart. In both cases they are made by the product that reads them, if they are not there when it runs.
 */
/** A parameter as products of forward programs read it: in a layout, and rounded to the type, that oneDNN wants. */
final class PackedWeights {
    private final Dnnl dnnl;
    private final NativeMemory owner;
    private final NativeMemory.Span span;
    private final BytePointer plain;
    private final long rows;
    private final long columns;
    private final boolean transposed;
    private final dnnl_memory_desc layout;
    private final dnnl_memory memory;
    private final boolean halves; // of bfloat16
    private final BitSet ties =
            new BitSet(); // as BFloat16Split has them, where halves lie in the place of the plain ones
    private final @Nullable NativeMemory steps; // float32 [N], of weights of 8 bits
    private @Nullable NativeMemory apart; // null where they lie in the place of the plain ones
    private boolean ready;

    /**
     * @param dnnl that holds it, with the plain weights
     * @param weights [N, K] where {@code transposed}, else [K, N]; contiguous
     * @param place where the plain ones lie
     * @param free whether nothing else needs them to stay there
     */
    PackedWeights(
            Dnnl dnnl,
            NativeMemory owner,
            Tensor weights,
            BytePointer place,
            boolean transposed,
            dnnl_memory_desc layout,
            boolean free) {
        this.dnnl = dnnl;
        this.owner = owner;
        this.span = NativeMemory.Span.of(weights);
        this.plain = place;
        this.rows = weights.shape().rows();
        this.columns = weights.shape().last();
        this.transposed = transposed;
        this.layout = dnnl.copy(layout);
        this.halves = type(layout) == dnnl_bf16;
        long size = rows * columns * (halves ? DType.BFLOAT16 : DType.FLOAT32).bytes();
        boolean fits = dnnl_memory_desc_get_size(layout) == size && size < Integer.MAX_VALUE;
        this.apart = free && fits && weights.contiguous() ? null : dnnl.allocate(DType.FLOAT32, Dnnl.floats(layout));
        this.steps = type(layout) == dnnl_s8 ? dnnl.allocate(DType.FLOAT32, rows) : null;
        this.memory = dnnl.memory(this.layout, apart == null ? plain : apart.start());
    }

    NativeMemory.Span span() {
        return span;
    }

    dnnl_memory memory() {
        return memory;
    }

    /** Whether it is of these weights in this layout. */
    boolean is(Tensor weights, boolean isTransposed, dnnl_memory_desc wanted) {
        return span.equals(NativeMemory.Span.of(weights))
                && transposed == isTransposed
                && rows == weights.shape().rows()
                && dnnl_memory_desc_equal(layout, wanted) == 1;
    }

    /** Makes them if they are not there. */
    void prepare() {
        if (ready) {
            return;
        }
        owner.restore(span);
        if (apart == null && !takePlace()) {
            moveOut();
        }
        NativeMemory target = apart;
        if (target == null) {
            ready = true;
            return;
        }
        if (steps != null) {
            quantize(target, steps);
        } else {
            try (Dnnl work = dnnl.region()) {
                dnnl_memory_desc form = plainLayout(work, DType.FLOAT32);
                reorder(work, work.memory(form, plain), form, work.memory(layout, target.start()), layout);
            }
        }
        ready = true;
    }

    /** float32 [N]: what integers are multiplied by to be weights; of weights of 8 bits alone. */
    NativeMemory steps() {
        if (steps == null) {
            throw new IllegalStateException("weights: of no 8 bits, expected a step for each column");
        }
        return steps;
    }

    /** Brings the plain weights back, if these took their place. */
    void restore() {
        if (ready && apart == null) {
            if (halves) {
                join();
            } else {
                swap(false);
            }
            ready = false;
        }
    }

    /** The plain weights are about to change. */
    void forget() {
        ready = false;
    }

    /** Leaves the place to the plain weights for good. */
    void moveOut() {
        restore();
        if (apart == null) {
            NativeMemory target = dnnl.allocate(DType.FLOAT32, Dnnl.floats(layout));
            check("weights", dnnl_memory_set_data_handle(memory, target.start()));
            apart = target;
        }
    }

    /** Puts the packed weights where the plain ones are; false if those could not be brought back. */
    private boolean takePlace() {
        if (halves) {
            return split();
        }
        swap(true);
        return true;
    }

    /** The packed halves, and behind them what they leave of each value. */
    private boolean split() {
        int width = Math.toIntExact(columns);
        IntBuffer values = new IntPointer(plain).capacity(rows * columns).asBuffer();
        int[] bits = new int[width];
        short[] upper = new short[width];
        short[] rest = new short[width];
        ties.clear();
        try (Dnnl work = dnnl.region()) {
            NativeMemory uppers = work.allocate(DType.BFLOAT16, rows * columns);
            NativeMemory rests = work.allocate(DType.BFLOAT16, rows * columns);
            ShortBuffer toUppers = shorts(uppers.start());
            ShortBuffer toRests = shorts(rests.start());
            for (int at = 0; at < rows * columns; at += width) {
                values.get(at, bits);
                if (!BFloat16Split.split(bits, upper, rest, ties, at)) {
                    return false;
                }
                toUppers.put(at, upper);
                toRests.put(at, rest);
            }
            dnnl_memory_desc form = plainLayout(work, DType.BFLOAT16);
            reorder(work, work.memory(form, uppers.start()), form, work.memory(layout, plain), layout);
            Pointer.memcpy(behind(), rests.start(), rows * columns * DType.BFLOAT16.bytes());
        }
        return true;
    }

    private void join() {
        int width = Math.toIntExact(columns);
        int[] bits = new int[width];
        short[] upper = new short[width];
        short[] rest = new short[width];
        try (Dnnl work = dnnl.region()) {
            NativeMemory uppers = work.allocate(DType.BFLOAT16, rows * columns);
            NativeMemory rests = work.allocate(DType.BFLOAT16, rows * columns);
            dnnl_memory_desc form = plainLayout(work, DType.BFLOAT16);
            reorder(work, work.memory(layout, plain), layout, work.memory(form, uppers.start()), form);
            Pointer.memcpy(rests.start(), behind(), rows * columns * DType.BFLOAT16.bytes());
            ShortBuffer fromUppers = shorts(uppers.start());
            ShortBuffer fromRests = shorts(rests.start());
            IntBuffer values = new IntPointer(plain).capacity(rows * columns).asBuffer();
            for (int at = 0; at < rows * columns; at += width) {
                fromUppers.get(at, upper);
                fromRests.get(at, rest);
                BFloat16Split.join(upper, rest, ties, at, bits);
                values.put(at, bits);
            }
        }
    }

    private BytePointer behind() {
        return plain.getPointer(rows * columns * DType.BFLOAT16.bytes());
    }

    private ShortBuffer shorts(BytePointer start) {
        return new ShortPointer(start).capacity(rows * columns).asBuffer();
    }

    /** Changes the layout of what lies in the plain weights' place. */
    private void swap(boolean pack) {
        try (Dnnl work = dnnl.region()) {
            NativeMemory copy = work.allocate(DType.FLOAT32, rows * columns);
            dnnl_memory_desc form = plainLayout(work, DType.FLOAT32);
            dnnl_memory_desc from = pack ? form : layout;
            dnnl_memory_desc to = pack ? layout : form;
            reorder(work, work.memory(from, plain), from, work.memory(to, copy.start()), to);
            Pointer.memcpy(plain, copy.start(), rows * columns * DType.FLOAT32.bytes());
        }
    }

    private void quantize(NativeMemory target, NativeMemory stepsOfColumns) {
        int width = Math.toIntExact(columns);
        FloatBuffer values = new FloatPointer(plain).capacity(rows * columns).asBuffer();
        FloatBuffer steps =
                new FloatPointer(stepsOfColumns.start()).capacity(rows).asBuffer();
        float[] row = new float[width];
        byte[] integers = new byte[width];
        try (Dnnl work = dnnl.region()) {
            BytePointer copy = work.allocate(DType.FLOAT32, rows * columns / DType.FLOAT32.bytes() + 1)
                    .start();
            for (int n = 0; n < rows; n++) {
                values.get(n * width, row);
                float largest = 0;
                for (float value : row) {
                    largest = Math.max(largest, Math.abs(value));
                }
                steps.put(n, QuantizedMatmul.step(largest));
                float inverse = QuantizedMatmul.inverse(largest);
                for (int k = 0; k < width; k++) {
                    integers[k] = (byte) Math.rint(row[k] * inverse);
                }
                copy.position((long) n * width).put(integers);
            }
            copy.position(0);
            dnnl_memory_desc form = work.layout(dnnl_s8, new long[] {columns, rows}, new long[] {1, columns});
            reorder(work, work.memory(form, copy), form, work.memory(layout, target.start()), layout);
        }
    }

    private static int type(dnnl_memory_desc layout) {
        try (IntPointer type = new IntPointer(1)) {
            check("type", dnnl_memory_desc_query(layout, dnnl_query_data_type, type));
            return type.get();
        }
    }

    private static void reorder(
            Dnnl work, dnnl_memory from, dnnl_memory_desc source, dnnl_memory to, dnnl_memory_desc target) {
        work.reorder(new Dnnl.Argument(DNNL_ARG_FROM, from), source, new Dnnl.Argument(DNNL_ARG_TO, to), target)
                .run();
        work.finish();
    }

    /** [K, N]. */
    private dnnl_memory_desc plainLayout(Dnnl work, DType type) {
        return transposed
                ? work.layout(type, new long[] {columns, rows}, new long[] {1, columns})
                : work.layout(type, new long[] {rows, columns}, new long[] {columns, 1});
    }
}
