package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import dev.diptych.nn.cuda.device.Pinned;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Values go through two pinned buffers by turns: while the device takes one, the host fills the other. What is fetched
 * ahead goes on the copy lane to device memory beside the tensor, and from there on the compute lane when it is written,
 * so that a step that still reads the tensor is not disturbed.
 *
 * Images of which only bfloat16 patches are cut are fetched ahead as bfloat16: half the bytes, and the same patches, since
 * what was rounded once is not changed by rounding it again.
 */
/** Moves values between arrays and device memory. */
final class Transfers {
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int BYTES = 4; // of an array's element
    private static final int PART = 1 << 18; // elements that one thread copies at a time

    private final Gpu gpu;
    private final BiFunction<DType, Long, CudaMemory> allocator;
    private final @Nullable Buffer[] buffers = new Buffer[2]; // pinned when they are first used
    private final Function<Add, Op> widen;
    private final Map<Tensor, Ahead> ahead = new HashMap<>();

    /** Inputs in float32 that programs read, and whether all of them round what they read to bfloat16. */
    private final Map<Storage, Boolean> narrowly = new IdentityHashMap<>();

    private int next;

    /** @param widen binds copies of another type */
    Transfers(Gpu gpu, BiFunction<DType, Long, CudaMemory> allocator, Function<Add, Op> widen) {
        this.gpu = gpu;
        this.allocator = allocator;
        this.widen = widen;
    }

    /** Tells what a program will read. */
    void bound(Primitive primitive) {
        boolean narrow = primitive instanceof PatchGather cut && cut.out().dtype() == DType.BFLOAT16;
        for (Tensor read : primitive.reads()) {
            if (read.storage().role() == Role.INPUT && read.dtype() == DType.FLOAT32) {
                narrowly.merge(read.storage(), narrow, Boolean::logicalAnd);
            }
        }
    }

    void write(Tensor tensor, float[] source) {
        require("write", tensor, source.length);
        Ahead fetched = ahead.get(tensor);
        if (fetched != null) {
            boolean here = fetched.source == source && fetched.memory.dtype() == type(tensor);
            fetched.source = null;
            if (here) {
                gpu.await(Lane.COMPUTE, fetched.arrived);
                fetched.take.run();
                gpu.record(fetched.taken, Lane.COMPUTE);
                return;
            }
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
            send(
                    Lane.COMPUTE,
                    address,
                    source.length,
                    tensor.dtype().bytes(),
                    (buffer, from, count) -> fillRounded(buffer, source, from, count));
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
        DType type = type(tensor);
        Ahead place = ahead.get(tensor);
        if (place == null || place.memory.dtype() != type) {
            if (place != null) {
                gpu.finish();
                drop(place);
            }
            place = ahead(tensor, type);
            ahead.put(tensor, place);
        }
        gpu.await(Lane.COPY, place.taken);
        send(
                Lane.COPY,
                place.memory.address(),
                source.length,
                type.bytes(),
                type == DType.FLOAT32
                        ? (buffer, from, count) -> fill(buffer, source, from, count)
                        : (buffer, from, count) -> fillRounded(buffer, source, from, count));
        gpu.record(place.arrived, Lane.COPY);
        place.source = source;
    }

    /** What a tensor's values are fetched ahead as. */
    private DType type(Tensor tensor) {
        return narrowly.getOrDefault(tensor.storage(), false) ? DType.BFLOAT16 : DType.FLOAT32;
    }

    private Ahead ahead(Tensor tensor, DType type) {
        long elements = tensor.shape().elements();
        CudaMemory memory = allocator.apply(type, elements);
        if (type == DType.FLOAT32) {
            long address = CudaMemory.address(tensor);
            return new Ahead(gpu, memory, () -> gpu.copy(Lane.COMPUTE, address, memory.address(), BYTES * elements));
        }
        Storage storage = new Storage(tensor.name() + " ahead", type, Role.STATE, elements);
        storage.place(memory, 0);
        return new Ahead(gpu, memory, widen.apply(new Add(tensor.in(storage), tensor, false)));
    }

    private void drop(Ahead place) {
        place.arrived.close();
        place.taken.close();
        gpu.free(place.memory.address());
    }

    /** Gives back what was fetched ahead for tensors of a block that is about to be given back. */
    void forget(CudaMemory block) {
        narrowly.keySet()
                .removeIf(storage -> storage.placed() && storage.memory().equals(block));
        ahead.entrySet().removeIf(entry -> {
            if (!CudaMemory.of(entry.getKey()).equals(block)) {
                return false;
            }
            drop(entry.getValue());
            return true;
        });
    }

    void read(Tensor tensor, float[] target) {
        require("read", tensor, target.length);
        Buffer buffer = buffer(next);
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
            Buffer buffer = buffer(next);
            next = 1 - next;
            gpu.join(buffer.free);
            filler.fill(buffer, from, count);
            gpu.upload(lane, address + (long) from * bytes, buffer.pinned, (long) count * bytes);
            gpu.record(buffer.free, lane);
        }
    }

    private Buffer buffer(int number) {
        Buffer buffer = buffers[number];
        if (buffer == null) {
            buffer = new Buffer(gpu);
            buffers[number] = buffer;
        }
        return buffer;
    }

    private static void fill(Buffer buffer, float[] source, int from, int count) {
        parts(count, (start, length) -> buffer.floats.put(start, source, from + start, length));
    }

    private static void fillRounded(Buffer buffer, float[] source, int from, int count) {
        parts(count, (start, length) -> {
            for (int i = start; i < start + length; i++) {
                buffer.shorts.put(i, BFloat16.of(source[from + i]));
            }
        });
    }

    /** Runs {@code part} on all of {@code count} values, side by side where they are many. */
    private static void parts(int count, Part part) {
        if (count <= PART) {
            part.fill(0, count);
            return;
        }
        IntStream.range(0, (count + PART - 1) / PART)
                .parallel()
                .forEach(number -> part.fill(number * PART, Math.min(PART, count - number * PART)));
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

    /** Fills some of a buffer. */
    private interface Part {
        void fill(int start, int length);
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
        private final Op take; // moves them to the tensor, on the compute lane
        private final Mark arrived;
        private final Mark taken;
        private float @Nullable [] source;

        Ahead(Gpu gpu, CudaMemory memory, Op take) {
            this.memory = memory;
            this.take = take;
            this.arrived = gpu.mark();
            this.taken = gpu.mark();
        }
    }
}
