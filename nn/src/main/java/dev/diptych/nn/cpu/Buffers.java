package dev.diptych.nn.cpu;

import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/** How kernels reach the memory of a host engine's tensors; asked when a kernel is bound. */
public interface Buffers {
    /** The elements of a contiguous float32 tensor. */
    FloatBuffer floats(Tensor tensor);

    /** The bits of a contiguous bfloat16 tensor. */
    ShortBuffer halves(Tensor tensor);

    /** The elements of a contiguous int32 tensor. */
    IntBuffer ints(Tensor tensor);
}
