package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_OUT_OF_MEMORY;
import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;
import static org.bytedeco.cuda.global.cudart.cuMemFreeHost;
import static org.bytedeco.cuda.global.cudart.cuMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cuMemHostAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8Async;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;

import dev.diptych.nn.cuda.device.GpuFacts;
import dev.diptych.nn.cuda.device.Pinned;
import dev.diptych.nn.engine.DeviceMemoryException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The blocks of device memory and of pinned host memory that were taken. The device's context is the calling thread's. */
final class DeviceMemory implements AutoCloseable {
    private final GpuFacts facts;
    private final CUstream_st clearing;
    private final Set<Long> blocks = new LinkedHashSet<>();
    private final List<Pointer> pinned = new ArrayList<>();

    /** @param clearing takes the writing of zeros */
    DeviceMemory(GpuFacts facts, CUstream_st clearing) {
        this.facts = facts;
        this.clearing = clearing;
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#freeBytes */
    static long freeBytes() {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            Check.driver("memory left", cuMemGetInfo(free, total));
            return free.get();
        }
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#allocate */
    long allocate(long bytes) {
        long[] address = new long[1];
        int status = cuMemAlloc(address, bytes);
        if (status == CUDA_ERROR_OUT_OF_MEMORY) {
            throw new DeviceMemoryException(facts.name(), bytes, freeBytes(), facts.totalBytes());
        }
        Check.driver("allocate " + bytes + " bytes", status);
        blocks.add(address[0]);
        Check.driver("clear", cuMemsetD8Async(address[0], (byte) 0, bytes, clearing));
        Check.driver("clear", cuStreamSynchronize(clearing)); // whatever lane writes it first
        return address[0];
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#free */
    void free(long address) {
        if (blocks.remove(address)) {
            Check.driver("free", cuMemFree(address));
        }
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#pin */
    Pinned pin(int bytes) {
        Pointer block = new Pointer();
        Check.driver("pin " + bytes + " bytes", cuMemHostAlloc(block, bytes, 0));
        pinned.add(block);
        return new Pinned(
                new BytePointer(block).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder()), block.address());
    }

    /** Gives all of it back. */
    @Override
    public void close() {
        blocks.forEach(address -> Check.driver("free", cuMemFree(address)));
        blocks.clear();
        pinned.forEach(block -> Check.driver("free pinned", cuMemFreeHost(block)));
        pinned.clear();
    }
}
