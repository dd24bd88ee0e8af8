package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * An engine in double precision and plain loops. Forward primitives follow their definitions; gradient primitives are
 * central differences of the forward ones, so that no formula is derived twice.
 *
 * <p>It keeps each storage's values itself and looks at no placement: one primitive may run here and on an engine under
 * test, and nothing shares memory.
 */
public final class Oracle implements Engine {
    private final Map<Storage, double[]> memory = new IdentityHashMap<>();
    private final Bindings<Op> bindings = new Bindings<>();

    public Oracle() {
        bindings.on(Fill.class, op -> () -> grid(op.out()).fill(op.value()));
        DenseOracle.offer(bindings, this);
        NormOracle.offer(bindings, this);
        AttentionOracle.offer(bindings, this);
        TokenOracle.offer(bindings, this);
        PackedOracle.offer(bindings, this);
        AverageOracle.offer(bindings, this);
        LossOracle.offer(bindings, this);
        OptimiserOracle.offer(bindings, this);
    }

    /** All elements of a storage, to read and to change. */
    public double[] values(Storage storage) {
        return memory.computeIfAbsent(storage, key -> new double[Math.toIntExact(key.elements())]);
    }

    Grid grid(Tensor tensor) {
        return new Grid(values(tensor.storage()), tensor);
    }

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return new Nowhere(dtype, elements);
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        Grid grid = grid(tensor);
        for (int i = 0; i < source.length; i++) {
            grid.set(i, source[i]);
        }
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        Grid grid = grid(tensor);
        for (int i = 0; i < source.length; i++) {
            grid.set(i, source[i]);
        }
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        Grid grid = grid(tensor);
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) grid.at(i);
        }
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

    /** Stands for memory where a program or a set of parameters is placed. */
    private record Nowhere(DType dtype, long elements) implements Memory {}
}
