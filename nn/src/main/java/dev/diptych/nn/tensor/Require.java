package dev.diptych.nn.tensor;

/** The shape checks that primitives share. */
public final class Require {
    private Require() {}

    /** A count that a primitive derives from its tensors. */
    public static void equal(String primitive, Tensor tensor, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(primitive + ": " + tensor + ": " + actual + ", expected " + expected);
        }
    }

    /** Each has its rows side by side. */
    public static void contiguous(String primitive, Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (!tensor.contiguous()) {
                throw new IllegalArgumentException(primitive + ": " + tensor + " has rows " + tensor.rowStride()
                        + " apart, expected a contiguous view");
            }
        }
    }

    /** A token's number lies within the sequences of {@code sequences}, [B, T, W]. */
    public static void inside(String primitive, int token, Tensor sequences) {
        if (token < 0 || token >= sequences.shape().size(1)) {
            throw new IllegalArgumentException(
                    primitive + ": token " + token + " of " + sequences + ", expected one of its second axis");
        }
    }

    public static void atLeast(String primitive, Tensor tensor, long actual, long least) {
        if (actual < least) {
            throw new IllegalArgumentException(
                    primitive + ": " + tensor + ": " + actual + ", expected at least " + least);
        }
    }
}
