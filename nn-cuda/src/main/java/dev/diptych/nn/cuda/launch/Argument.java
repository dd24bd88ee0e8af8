package dev.diptych.nn.cuda.launch;

import dev.diptych.nn.tensor.Tensor;

/** One parameter of a kernel, in the order of its declaration. */
public sealed interface Argument {
    /** A pointer to a tensor's first element: the storage's block, its offset there and the view's, in elements. */
    record Address(Tensor tensor) implements Argument {}

    /**
     * A pointer into memory that launches of one stream share: nothing in it outlives the launches of one primitive.
     *
     * @param offset bytes from its start, a multiple of 256
     * @param bytes how much of it the kernel uses
     */
    record Scratch(long offset, long bytes) implements Argument {
        public Scratch {
            if (offset < 0 || offset % 256 != 0 || bytes < 1) {
                throw new IllegalArgumentException(
                        "scratch: " + bytes + " bytes at " + offset + ", expected some at a multiple of 256");
            }
        }
    }

    /** A null pointer, for a tensor that may be left out. */
    record Absent() implements Argument {}

    /** A C++ {@code int}. */
    record Int(int value) implements Argument {}

    /** A C++ {@code long long}. */
    record Long(long value) implements Argument {}

    /** A C++ {@code float}. */
    record Float(float value) implements Argument {}
}
