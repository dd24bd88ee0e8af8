package dev.diptych.nn.engine;

import dev.diptych.nn.tape.Habits;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a program runs on: makes memory, moves values to and from it, and binds primitives to it.
 *
 * <p>An engine is used by one thread at a time. Binding may prepare native objects, which the engine
 * releases when it is closed; what should go earlier is made in a {@linkplain #region region}.
 */
public interface Engine extends Habits, AutoCloseable {
    /** The name users choose it by, such as {@code onednn}. */
    String name();

    /**
     * All that the bits of its results depend on beside the program and its values: the device, its library, the build, the number
     * of threads. Empty where the same program may give other bits the next time.
     */
    default String identity() {
        return "";
    }

    /** Whether the processor has units that multiply values of this type, so that computing in it is fast. */
    boolean multiplies(DType dtype);

    /** Whether it computes in this type at all, be it by emulation. */
    default boolean computes(DType dtype) {
        return true;
    }

    /** Whether it multiplies integers of 8 bits fast and exactly, as {@code QuantizedMatmul} asks for. */
    default boolean quantizes() {
        return false;
    }

    /** Zeroed memory for {@code elements} values, aligned for the device; released when the engine is closed. */
    Memory allocate(DType dtype, long elements);

    /** Copies {@code source} into a contiguous float32 or bfloat16 tensor of that many elements. */
    void write(Tensor tensor, float[] source);

    /** Copies {@code source} into a contiguous int32 tensor of that many elements. */
    void write(Tensor tensor, int[] source);

    /** Copies a contiguous float32 or bfloat16 tensor into {@code target}, which has as many elements. */
    void read(Tensor tensor, float[] target);

    /** Copies the bits of a contiguous float32 tensor into {@code target}, which has as many elements. */
    default void readBits(Tensor tensor, int[] target) {
        float[] values = new float[target.length];
        read(tensor, values);
        for (int i = 0; i < values.length; i++) {
            target[i] = Float.floatToRawIntBits(values[i]);
        }
    }

    /**
     * The memory of a contiguous float32 tensor where the host can reach it, direct; null where it cannot. What runs is not waited for.
     */
    default @Nullable FloatBuffer host(Tensor tensor) {
        return null;
    }

    /** Whether it has a kernel for this kind of primitive; what it has none for, it runs as the primitive's {@linkplain Primitive#parts parts}. */
    boolean binds(Primitive primitive);

    /**
     * A program's steps as this engine runs them best: some of them together as one of a kind of its own, with the same
     * values in what is read later. Asked for once, before memory is planned.
     *
     * @param steps each of which it {@linkplain #binds binds}
     */
    default List<Primitive> arrange(List<Primitive> steps) {
        return steps;
    }

    /**
     * Ties a primitive to the memory of its tensors, which have all been placed.
     *
     * @throws IllegalArgumentException if it has no kernel for it
     */
    Op bind(Primitive primitive);

    /** Waits for what was started to end. */
    void finish();

    /**
     * One op that runs {@code ops} in their order; it may return before they end, and {@link #read} and {@link #finish}
     * wait for them.
     *
     * @param ops what {@link #bind} returned
     * @param stop is asked before each op, or once before all where the device takes them together; when it says so, what is
     *     left is not run, and {@link CancellationException} is thrown
     */
    default Op sequence(List<Op> ops, BooleanSupplier stop) {
        Op[] steps = ops.toArray(Op[]::new);
        return () -> {
            for (Op op : steps) {
                requireGoingOn(stop);
                op.run();
            }
            finish();
        };
    }

    /** Throws {@link CancellationException} if {@code stop} says so. */
    static void requireGoingOn(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped before all ops were run");
        }
    }

    /** Runs {@code ops} once, adding to {@code nanos} how long each took; returns when the last has ended. */
    default void time(List<Op> ops, long[] nanos) {
        for (int i = 0; i < ops.size(); i++) {
            long start = System.nanoTime();
            ops.get(i).run();
            finish();
            nanos[i] += System.nanoTime() - start;
        }
    }

    /**
     * Makes sure that there is room for memory about to be allocated.
     *
     * @throws DeviceMemoryException if there is less, where the engine knows
     */
    default void reserve(long bytes) {}

    /**
     * Begins to bring in what the next {@link #write(Tensor, float[])} of this very array to this tensor will take, while
     * the device computes. A hint: the array must stay as it is until that write, and an engine may do nothing.
     */
    default void prefetch(Tensor tensor, float[] source) {}

    /** How the device connects with those of other processes; null where it does not, and the hosts have to tell each other. */
    default @Nullable Peering peering() {
        return null;
    }

    /**
     * An engine of the same device whose memory, and what was bound on it, are released when it is closed: at the latest with
     * this one. What this one holds can be read and written there. Both are used by the same thread.
     */
    Engine region();

    /** Releases what was allocated and bound here, and what its regions hold. */
    @Override
    void close();
}
