package dev.diptych.nn.onednn;

import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/** Zeroed native memory that starts on a cache line; freed by {@link #free}. */
final class NativeMemory implements Memory {
    private static final long LINE = 64;

    private final DType dtype;
    private final long elements;
    private final Pointer block;
    private final BytePointer start;

    NativeMemory(DType dtype, long elements) {
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
        long first = (tensor.storage().offset() + tensor.offset()) * dtype.bytes();
        return start.getPointer(first);
    }

    /** Everything from a tensor's first element to its last, gaps between rows included. */
    FloatBuffer floats(Tensor tensor) {
        return new FloatPointer(address(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** As {@link #floats}, the bits of bfloat16. */
    ShortBuffer halves(Tensor tensor) {
        return new ShortPointer(address(tensor)).capacity(span(tensor)).asBuffer();
    }

    /** Copies values into a contiguous tensor, rounded to its type. */
    void write(Tensor tensor, float[] source) {
        if (dtype == DType.FLOAT32) {
            floats(tensor).put(0, source);
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
            floats(tensor).get(0, target);
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

    /** The address of the first element. */
    BytePointer start() {
        return start;
    }

    void free() {
        Pointer.free(block);
    }

    private static long span(Tensor tensor) {
        return (tensor.shape().rows() - 1) * tensor.rowStride() + tensor.shape().last();
    }
}
