package dev.diptych.nn.machine;

/** How the two operands of a product lie in memory, as BLAS names it: N as they are, T transposed. */
public enum Form {
    /** {@code [M, K] [N, K]^T}: a linear layer's output. */
    NT(false, true),
    /** {@code [M, K] [K, N]}: the gradient of its input. */
    NN(false, false),
    /** {@code [K, M]^T [K, N]}: the gradient of its weights. */
    TN(true, false);

    private final boolean transposeA;
    private final boolean transposeB;

    Form(boolean transposeA, boolean transposeB) {
        this.transposeA = transposeA;
        this.transposeB = transposeB;
    }

    boolean transposeA() {
        return transposeA;
    }

    boolean transposeB() {
        return transposeB;
    }
}
