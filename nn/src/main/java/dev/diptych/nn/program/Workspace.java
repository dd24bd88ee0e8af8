package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import java.util.EnumMap;
import java.util.Map;

/** The arenas, one a type, that several programs use in turn: compile the one that needs most first, and the others fit into its. */
public final class Workspace {
    private final Engine engine;
    private final Map<DType, Memory> arenas = new EnumMap<>(DType.class);

    public Workspace(Engine engine) {
        this.engine = engine;
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
