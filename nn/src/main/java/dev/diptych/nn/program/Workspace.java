package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The arenas, one a type, that several programs use in turn: compile the one that needs most first, and the others fit into its. */
public final class Workspace {
    private final Engine engine;
    private final BooleanSupplier stop;
    private final Map<DType, Memory> arenas = new EnumMap<>(DType.class);

    public Workspace(Engine engine) {
        this(engine, () -> false);
    }

    /** @param stop ends a run of these programs midway, with {@link java.util.concurrent.CancellationException} */
    public Workspace(Engine engine, BooleanSupplier stop) {
        this.engine = engine;
        this.stop = stop;
    }

    BooleanSupplier stop() {
        return stop;
    }

    /** What {@link #arena} would allocate. */
    long missingBytes(DType dtype, long elements) {
        Memory current = arenas.get(dtype);
        return current == null || current.elements() < elements ? elements * dtype.bytes() : 0;
    }

    Memory arena(DType dtype, long elements) {
        Memory current = arenas.get(dtype);
        if (current == null || current.elements() < elements) {
            current = engine.allocate(dtype, elements);
            arenas.put(dtype, current);
        }
        return current;
    }
}
