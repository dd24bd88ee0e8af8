package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import dev.diptych.nn.cuda.device.Pinned;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Values go through two pinned buffers by turns: while the device takes one, the host fills the other. What is fetched
 * ahead goes on the copy lane to device memory beside the tensor, and from there on the compute lane when it is written,
 * so that a step that still reads the tensor is not disturbed.
 */
/** Moves values between arrays and device memory. */
final class Transfers {
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int BYTES = 4; // of an array's element
    private static final int PART = 1 << 18; // elements that one thread copies at a time

    private final Gpu gpu;
    private final BiFunction<DType, Long, CudaMemory> allocator;
    private final Buffer[] buffers;
    private final Map<Tensor, Ahead> ahead = new HashMap<>();
    private int next;

    Transfers(Gpu gpu, BiFunction<DType, Long, CudaMemory> allocator) {
        this.gpu = gpu;
        this.allocator = allocator;
        this.buffers = new Buffer[] {new Buffer(gpu), new Buffer(gpu)};
    }

    void write(Tensor tensor, float[] source) {
        require("write", tensor, source.length);
        Ahead fetched = ahead.get(tensor);
        if (fetched != null && fetched.source == source) {
            gpu.await(Lane.COMPUTE, fetched.arrived);
            gpu.copy(Lane.COMPUTE, CudaMemory.address(tensor), fetched.memory.address(), (long) BYTES * source.length);
            gpu.record(fetched.taken, Lane.COMPUTE);
            fetched.source = null;
            return;
        }
        if (fetched != null) {
            fetched.source = null;
        }
        long address = CudaMemory.address(tensor);
        if (tensor.dtype() == DType.FLOAT32) {
            send(
                    Lane.COMPUTE,
                    address,
                    source.length,
                    BYTES,
                    (buffer, from, count) -> fill(buffer, source, from, count));
        } else {
            send(Lane.COMPUTE, address, source.length, tensor.dtype().bytes(), (buffer, from, count) -> {
                for (int i = 0; i < count; i++) {
                    buffer.shorts.put(i, BFloat16.of(source[from + i]));
                }
            });
        }
    }

    void write(Tensor tensor, int[] source) {
        require("write", tensor, source.length);
        send(
                Lane.COMPUTE,
                CudaMemory.address(tensor),
                source.length,
                BYTES,
                (buffer, from, count) -> buffer.ints.put(0, source, from, count));
    }

    void prefetch(Tensor tensor, float[] source) {
        require("prefetch", tensor, source.length);
        if (tensor.dtype() != DType.FLOAT32) {
            return;
        }
        Ahead place = ahead.computeIfAbsent(
                tensor,
                key -> new Ahead(allocator.apply(DType.FLOAT32, key.shape().elements()), gpu.mark(), gpu.mark()));
        gpu.await(Lane.COPY, place.taken);
        send(
                Lane.COPY,
                place.memory.address(),
                source.length,
                BYTES,
                (buffer, from, count) -> fill(buffer, source, from, count));
        gpu.record(place.arrived, Lane.COPY);
        place.source = source;
    }

    /** Gives back what was fetched ahead for tensors of a block that is about to be given back. */
    void forget(CudaMemory block) {
        ahead.entrySet().removeIf(entry -> {
            if (!CudaMemory.of(entry.getKey()).equals(block)) {
                return false;
            }
            Ahead place = entry.getValue();
            place.arrived.close();
            place.taken.close();
            gpu.free(place.memory.address());
            return true;
        });
    }

    void read(Tensor tensor, float[] target) {
        require("read", tensor, target.length);
        Buffer buffer = buffers[next];
        int bytes = tensor.dtype().bytes();
        int chunk = BUFFER_BYTES / bytes;
        for (int from = 0; from < target.length; from += chunk) {
            int count = Math.min(chunk, target.length - from);
            gpu.join(buffer.free);
            gpu.download(
                    Lane.COMPUTE,
                    buffer.pinned,
                    CudaMemory.address(tensor) + (long) from * bytes,
                    (long) count * bytes);
            gpu.record(buffer.free, Lane.COMPUTE);
            gpu.join(buffer.free);
            if (tensor.dtype() == DType.FLOAT32) {
                buffer.floats.get(0, target, from, count);
            } else {
                for (int i = 0; i < count; i++) {
                    target[from + i] = BFloat16.toFloat(buffer.shorts.get(i));
                }
            }
        }
    }

    private void send(Lane lane, long address, int length, int bytes, Filler filler) {
        int chunk = BUFFER_BYTES / bytes;
        for (int from = 0; from < length; from += chunk) {
            int count = Math.min(chunk, length - from);
            Buffer buffer = buffers[next];
            next = 1 - next;
            gpu.join(buffer.free);
            filler.fill(buffer, from, count);
            gpu.upload(lane, address + (long) from * bytes, buffer.pinned, (long) count * bytes);
            gpu.record(buffer.free, lane);
        }
    }

    private static void fill(Buffer buffer, float[] source, int from, int count) {
        if (count <= PART) {
            buffer.floats.put(0, source, from, count);
            return;
        }
        IntStream.range(0, (count + PART - 1) / PART).parallel().forEach(part -> {
            int start = part * PART;
            buffer.floats.put(start, source, from + start, Math.min(PART, count - start));
        });
    }

    private static void require(String what, Tensor tensor, int length) {
        if (!tensor.contiguous() || tensor.shape().elements() != length) {
            throw new IllegalArgumentException(
                    what + ": " + tensor + ": " + length + " values, expected a contiguous tensor of that many");
        }
    }

    /** Puts {@code count} values from {@code from} on at the start of a buffer. */
    private interface Filler {
        void fill(Buffer buffer, int from, int count);
    }

    /** A pinned buffer, in use until its mark is reached. */
    private static final class Buffer {
        private final Pinned pinned;
        private final FloatBuffer floats;
        private final IntBuffer ints;
        private final ShortBuffer shorts;
        private final Mark free;

        Buffer(Gpu gpu) {
            pinned = gpu.pin(BUFFER_BYTES);
            floats = pinned.bytes().asFloatBuffer();
            ints = pinned.bytes().asIntBuffer();
            shorts = pinned.bytes().asShortBuffer();
            free = gpu.mark();
        }
    }

    /** Where a tensor's next values are brought to. */
    private static final class Ahead {
        private final CudaMemory memory;
        private final Mark arrived;
        private final Mark taken;
        private float @Nullable [] source;

        Ahead(CudaMemory memory, Mark arrived, Mark taken) {
            this.memory = memory;
            this.arrived = arrived;
            this.taken = taken;
        }
    }
}
