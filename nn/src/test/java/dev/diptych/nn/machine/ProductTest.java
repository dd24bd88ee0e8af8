package dev.diptych.nn.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ProductTest {
    @Test
    void largeProductsDoNotOverflow() {
        assertThat(Product.square(4096).flops()).isEqualTo(137_438_953_472L);
    }

    @Test
    void rejectsAnEmptyMatrix() {
        assertThatThrownBy(() -> new Product("none", Form.NN, 1, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("product: none: 1 x 0 x 2, expected sizes of at least 1");
    }
}
