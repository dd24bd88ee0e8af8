package dev.diptych.bench.machine;

import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.machine.Form;
import dev.diptych.nn.machine.Product;
import java.util.ArrayList;
import java.util.List;

/** The matrix products of a model's blocks. */
public final class BlockProducts {
    private BlockProducts() {}

    /** The products of one block of each tower, forward and both gradients, for {@code batch} pairs. */
    public static List<Product> of(ModelConfig model, int batch) {
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
