package dev.diptych.export.emit;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.util.function.Consumer;

/**
 * An engine that computes nothing: binding a primitive hands it to the emitter of its kind. So a program is exported by compiling
 * it, and what the layers record for training is what is exported.
 */
public final class EmittingEngine implements Engine {
    private static final Op IDLE = () -> {};

    private final String name;
    private final Places places;
    private final Bindings<Op> bindings = new Bindings<>();

    /**
     * @param name of the format, for messages
     * @param places is told of the program's constants, which are places of tokens
     */
    public EmittingEngine(String name, Places places) {
        this.name = name;
        this.places = places;
    }

    /** Says what becomes of a kind of primitive. */
    public <P extends Primitive> void on(Class<P> kind, Consumer<P> emitter) {
        bindings.on(kind, primitive -> {
            emitter.accept(primitive);
            return IDLE;
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return new Nowhere(dtype, elements);
    }

    /** Forgets the values: a graph is given its inputs by whoever runs it. */
    @Override
    public void write(Tensor tensor, float[] source) {}

    @Override
    public void write(Tensor tensor, int[] source) {
        places.constant(tensor, source);
    }

    /** @throws IllegalStateException always: nothing is computed */
    @Override
    public void read(Tensor tensor, float[] target) {
        throw new IllegalStateException("read: " + tensor + ": on an engine that computes nothing");
    }

    @Override
    public boolean binds(Primitive primitive) {
        return bindings.has(primitive);
    }

    @Override
    public Op bind(Primitive primitive) {
        return bindings.of(primitive);
    }

    @Override
    public void finish() {}

    @Override
    public Engine region() {
        return this;
    }

    @Override
    public void close() {}

    private record Nowhere(DType dtype, long elements) implements Memory {}
}
