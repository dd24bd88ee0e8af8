package dev.diptych.nn.engine;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine that computes nothing and takes no memory, but adds up what would have been taken: programs are compiled on
 * it to learn what they need. It may be asked of models that no machine at hand could hold.
 */
public final class PlanningEngine implements Engine {
    private static final Op IDLE = () -> {};

    private final AtomicLong bytes;

    public PlanningEngine() {
        this(new AtomicLong());
    }

    private PlanningEngine(AtomicLong bytes) {
        this.bytes = bytes;
    }

    /** Bytes that have been asked for so far, its regions' included. */
    public long bytes() {
        return bytes.get();
    }

    @Override
    public Engine region() {
        return new PlanningEngine(bytes);
    }

    @Override
    public String name() {
        return "planning";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        bytes.addAndGet(elements * dtype.bytes());
        return new Promise(dtype, elements);
    }

    /** Forgets the values: there is nowhere to keep them. */
    @Override
    public void write(Tensor tensor, float[] source) {}

    /** Forgets the values. */
    @Override
    public void write(Tensor tensor, int[] source) {}

    /** @throws IllegalStateException always: nothing is computed */
    @Override
    public void read(Tensor tensor, float[] target) {
        throw new IllegalStateException("read: " + tensor + ": on an engine that computes nothing");
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}

    /** Whether it has no parts: what passes between parts takes memory, which engines that have a kernel do without. */
    @Override
    public boolean binds(Primitive primitive) {
        return primitive.parts().isEmpty();
    }

    @Override
    public Op bind(Primitive primitive) {
        return IDLE;
    }

    private record Promise(DType dtype, long elements) implements Memory {}
}
