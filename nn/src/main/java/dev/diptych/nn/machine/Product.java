package dev.diptych.nn.machine;

/**
 * One matrix product, [M, K] by [K, N].
 *
 * @param name what it is in a model
 */
public record Product(String name, Form form, int m, int n, int k) {
    /** The product whose rate is a processor's. */
    public static final Product LARGE = square(2048);

    /** The product whose rate is that of a device which multiplies {@link #LARGE} in less than a host waits. */
    public static final Product LARGEST = square(8192);

    public Product {
        if (m < 1 || n < 1 || k < 1) {
            throw new IllegalArgumentException(
                    "product: " + name + ": " + m + " x " + n + " x " + k + ", expected sizes of at least 1");
        }
    }

    /** A product of two square matrices. */
    public static Product square(int side) {
        return new Product("square " + side, Form.NT, side, side, side);
    }

    /** Floating-point operations, a multiply-add counting two. */
    public long flops() {
        return 2L * m * n * k;
    }
}
