package dev.diptych.bench.machine;

import dev.diptych.contrastive.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * One matrix product, [M, K] by [K, N].
 *
 * @param name what it is in a model
 */
public record Product(String name, Form form, int m, int n, int k) {
    /** The product whose rate is the machine's. */
    public static final Product LARGE = square(2048);

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

    /** The products of one block of each tower, forward and both gradients, for {@code batch} pairs. */
    public static List<Product> ofBlocks(ModelConfig model, int batch) {
        List<Product> products = new ArrayList<>();
        add(
                products,
                "vision",
                batch * model.vision().tokens(),
                model.vision().width(),
                model.vision().mlpWidth());
        add(
                products,
                "text",
                batch * model.text().contextLength(),
                model.text().width(),
                model.text().mlpWidth());
        return List.copyOf(products);
    }

    /** Floating-point operations, a multiply-add counting two. */
    public long flops() {
        return 2L * m * n * k;
    }

    private static void add(List<Product> products, String tower, int rows, int width, int hidden) {
        addLayer(products, tower + " in_proj", rows, width, 3 * width);
        addLayer(products, tower + " out_proj", rows, width, width);
        addLayer(products, tower + " c_fc", rows, width, hidden);
        addLayer(products, tower + " c_proj", rows, hidden, width);
    }

    private static void addLayer(List<Product> products, String name, int rows, int inputs, int outputs) {
        products.add(new Product(name, Form.NT, rows, outputs, inputs));
        products.add(new Product(name, Form.NN, rows, inputs, outputs));
        products.add(new Product(name, Form.TN, outputs, inputs, rows));
    }
}
