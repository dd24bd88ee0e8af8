package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import org.jspecify.annotations.Nullable;

/** An arena that several programs use in turn: compile the one that needs most first, and the others fit into its. */
public final class Workspace {
    private final Engine engine;
    private @Nullable Memory arena;

    public Workspace(Engine engine) {
        this.engine = engine;
    }

    Memory arena(long elements) {
        Memory current = arena;
        if (current == null || current.elements() < elements) {
            current = engine.allocate(DType.FLOAT32, elements);
            arena = current;
        }
        return current;
    }
}
