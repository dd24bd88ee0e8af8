package dev.diptych.nn.onednn;

import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/*
 * Forward programs keep weights in another layout, in the place of the plain ones where that is as large: PackedWeights. What
 * the host reads or writes is plain again before it does. What is bound to the plain ones has them to itself from then on.
 */
/** Zeroed native memory that starts on a cache line; freed by {@link #free}. */
final class NativeMemory implements Memory {
    private static final long LINE = 64;

    private final Dnnl dnnl;
    private final List<PackedWeights> packed = new ArrayList<>();
    private final List<Span> bound = new ArrayList<>(); // of parameters, by ops that read or write them as they are
    private final DType dtype;
    private final long elements;
    private final Pointer block;
    private final BytePointer start;

    /** @param dnnl that frees it */
    NativeMemory(Dnnl dnnl, DType dtype, long elements) {
        this.dnnl = dnnl;
        long bytes = Math.max(1, elements) * dtype.bytes();
        this.dtype = dtype;
        this.elements = elements;
        this.block = Pointer.calloc(1, bytes + LINE);
        if (block.isNull()) {
            throw new OutOfMemoryError("allocate: " + bytes + " bytes of native memory");
        }
        long skip = (LINE - block.address() % LINE) % LINE;
        this.start = new BytePointer(block).getPointer(skip);
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public long elements() {
        return elements;
    }

    /** The address of a tensor's first element, which lies in this memory. */
    BytePointer address(Tensor tensor) {
        if (tensor.storage().role() == Role.PARAMETER) {
            Span span = Span.of(tensor);
            bound.add(span);
            overlapping(span).forEach(PackedWeights::moveOut);
        }
        return hostAddress(tensor);
    }

    /** The weights of a product in the layout {@code wanted}; made when they are first read. */
    PackedWeights packed(Tensor weights, boolean transposed, dnnl_memory_desc wanted) {
        Span span = Span.of(weights);
        List<PackedWeights> others = overlapping(span);
        for (PackedWeights other : others) {
            if (other.is(weights, transposed, wanted)) {
                return other;
            }
        }
        boolean free = others.isEmpty() && bound.stream().noneMatch(span::overlaps);
        PackedWeights made = new PackedWeights(dnnl, this, weights, hostAddress(weights), transposed, wanted, free);
        packed.add(made);
        return made;
    }

    /** Those that a product of this parameter reads, in any layout. */
    List<PackedWeights> packed(Tensor weights) {
        return overlapping(Span.of(weights));
    }

    private List<PackedWeights> overlapping(Span span) {
        if (packed.isEmpty()) {
            return List.of();
        }
        return packed.stream().filter(weights -> weights.span().overlaps(span)).toList();
    }

    /** Sees to it that the host finds a tensor's values where they belong. */
    void beforeRead(Tensor tensor) {
        if (!packed.isEmpty()) {
            restore(Span.of(tensor));
        }
    }

    /** The same, for values that are about to change. */
    void beforeWrite(Tensor tensor) {
        if (packed.isEmpty()) {
            return; // as in training, whose steps allocate nothing
        }
        for (PackedWeights weights : overlapping(Span.of(tensor))) {
            weights.restore();
            weights.forget();
        }
    }

    void restore(Span span) {
        for (PackedWeights weights : overlapping(span)) {
            weights.restore();
        }
    }

    /** As {@link #address}, for the host, which is done with it when an op runs. */
    private BytePointer hostAddress(Tensor tensor) {
        long first = (tensor.storage().offset() + tensor.offset()) * dtype.bytes();
        return start.getPointer(first);
    }

    /** Everything from a tensor's first element to its last, gaps between rows included. */
    FloatBuffer floats(Tensor tensor) {
        return new FloatPointer(address(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** As {@link #floats}, for the host. */
    FloatBuffer hostFloats(Tensor tensor) {
        return new FloatPointer(hostAddress(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** As {@link #floats}, the bits of bfloat16. */
    ShortBuffer halves(Tensor tensor) {
        return new ShortPointer(address(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** Copies values into a contiguous tensor, rounded to its type. */
    void write(Tensor tensor, float[] source) {
        if (dtype == DType.FLOAT32) {
            beforeWrite(tensor);
            hostFloats(tensor).put(0, source);
            return;
        }
        ShortBuffer target = halves(tensor);
        for (int i = 0; i < source.length; i++) {
            target.put(i, BFloat16.of(source[i]));
        }
    }

    /** Copies a contiguous tensor's values out. */
    void read(Tensor tensor, float[] target) {
        if (dtype == DType.FLOAT32) {
            beforeRead(tensor);
            hostFloats(tensor).get(0, target);
            return;
        }
        ShortBuffer source = halves(tensor);
        for (int i = 0; i < target.length; i++) {
            target[i] = BFloat16.toFloat(source.get(i));
        }
    }

    IntBuffer ints(Tensor tensor) {
        return new IntPointer(address(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** As {@link #ints}, for the host; also the bits of float32. */
    IntBuffer hostInts(Tensor tensor) {
        return new IntPointer(hostAddress(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** The address of the first element. */
    BytePointer start() {
        return start;
    }

    void free() {
        Pointer.free(block);
    }

    /** Elements {@code [from, to)}. */
    record Span(long from, long to) {
        /** Of a tensor in its memory, gaps between its rows included. */
        static Span of(Tensor tensor) {
            long from = tensor.storage().offset() + tensor.offset();
            return new Span(from, from + span(tensor));
        }

        boolean overlaps(Span other) {
            return from < other.to && other.from < to;
        }
    }

    private static long span(Tensor tensor) {
        return (tensor.shape().rows() - 1) * tensor.rowStride() + tensor.shape().last();
    }
}
