package dev.diptych.nn.cuda.device;

/** The value of one kernel parameter. */
public sealed interface Parameter {
    /**
     * A device pointer.
     *
     * @param address 0 for a null pointer
     * @param bytes how many from there on the kernel may touch
     */
    record Address(long address, long bytes) implements Parameter {}

    /** A C++ {@code int}. */
    record Int(int value) implements Parameter {}

    /** A C++ {@code long long}. */
    record Long(long value) implements Parameter {}

    /** A C++ {@code float}. */
    record Float(float value) implements Parameter {}
}
