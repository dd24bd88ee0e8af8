package dev.diptych.nn.tensor;

import org.jspecify.annotations.Nullable;

/** A run of elements that tensors are views of; it has no memory until it is placed, which happens once. */
public final class Storage {
    private final String name;
    private final DType dtype;
    private final Role role;
    private final long elements;
    private @Nullable Memory memory;
    private long offset;

    public Storage(String name, DType dtype, Role role, long elements) {
        this.name = name;
        this.dtype = dtype;
        this.role = role;
        this.elements = elements;
    }

    public String name() {
        return name;
    }

    public DType dtype() {
        return dtype;
    }

    public Role role() {
        return role;
    }

    public long elements() {
        return elements;
    }

    public boolean placed() {
        return memory != null;
    }

    /**
     * Gives this storage its memory.
     *
     * @param offset in elements from the start of {@code block}
     * @throws IllegalStateException if it was placed before
     * @throws IllegalArgumentException if the type differs or the block is too short
     */
    public void place(Memory block, long offset) {
        if (memory != null) {
            throw new IllegalStateException("place: " + name + ": placed before, expected once");
        }
        if (block.dtype() != dtype || offset < 0 || offset + elements > block.elements()) {
            throw new IllegalArgumentException("place: " + name + ": " + dtype + " [" + offset + ", "
                    + (offset + elements) + "), expected to lie within " + block.dtype() + " [0, " + block.elements()
                    + ")");
        }
        this.memory = block;
        this.offset = offset;
    }

    /**
     * The block this storage lies in.
     *
     * @throws IllegalStateException if it has not been placed
     */
    public Memory memory() {
        if (memory == null) {
            throw new IllegalStateException(
                    "memory: " + name + ": not placed, expected one that a compiled program uses");
        }
        return memory;
    }

    /** Elements from the start of {@link #memory()} to this storage's first. */
    public long offset() {
        return offset;
    }

    @Override
    public String toString() {
        return name + " " + role + " " + dtype + " x" + elements;
    }
}
