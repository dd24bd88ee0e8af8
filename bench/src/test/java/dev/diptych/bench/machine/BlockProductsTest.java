package dev.diptych.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.machine.Form;
import dev.diptych.nn.machine.Product;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockProductsTest {
    @Test
    void aBlockHasFourLayersInThreeForms() {
        ModelConfig model =
                new ModelConfig(8, new VisionConfig(16, 8, 64, 2, 64, 4), new TextConfig(10, 100, 128, 2, 2, 4), false);
        List<Product> products = BlockProducts.of(model, 3);
        assertThat(products)
                .hasSize(24)
                .contains(
                        new Product("vision in_proj", Form.NT, 15, 192, 64), // 3 images of 4 patches and a class token
                        new Product("vision c_proj", Form.NN, 15, 256, 64),
                        new Product("text out_proj", Form.TN, 128, 128, 30),
                        new Product("text c_fc", Form.NT, 30, 512, 128));
        long vision = 12L * 64 * 64 * 15 * 2 * 3;
        long text = 12L * 128 * 128 * 30 * 2 * 3;
        assertThat(products.stream().mapToLong(Product::flops).sum()).isEqualTo(vision + text);
    }
}
