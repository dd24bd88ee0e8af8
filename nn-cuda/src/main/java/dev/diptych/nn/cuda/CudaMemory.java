package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Parameter;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;

/**
 * A block of device memory.
 *
 * @param address a multiple of 256
 */
record CudaMemory(DType dtype, long elements, long address) implements Memory {
    static CudaMemory of(Tensor tensor) {
        return (CudaMemory) tensor.storage().memory();
    }

    /** Where a tensor's first element lies. */
    static long address(Tensor tensor) {
        return of(tensor).address
                + (tensor.storage().offset() + tensor.offset()) * tensor.dtype().bytes();
    }

    /** A tensor as a kernel's parameter: from its first element to its last, gaps between rows included. */
    static Parameter.Address parameter(Tensor tensor) {
        long span = (tensor.shape().rows() - 1) * tensor.rowStride()
                + tensor.shape().last();
        return new Parameter.Address(address(tensor), span * tensor.dtype().bytes());
    }
}
