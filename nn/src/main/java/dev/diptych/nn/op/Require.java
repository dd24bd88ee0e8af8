package dev.diptych.nn.op;

import dev.diptych.nn.tensor.Tensor;

/** The shape checks that primitives share. */
final class Require {
    private Require() {}

    static void equal(String primitive, Tensor tensor, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(primitive + ": " + tensor + ": " + actual + ", expected " + expected);
        }
    }

    static void atLeast(String primitive, Tensor tensor, long actual, long least) {
        if (actual < least) {
            throw new IllegalArgumentException(
                    primitive + ": " + tensor + ": " + actual + ", expected at least " + least);
        }
    }
}
