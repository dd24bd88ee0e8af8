package dev.diptych.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.machine.Product;
import org.junit.jupiter.api.Test;

final class MachineTest {
    @Test
    void anOpIsBoundByArithmeticOrByMemory() {
        Machine machine = new Machine(Product.LARGE, 400, 50);
        assertThat(machine.seconds(800, 50)).isEqualTo(2);
        assertThat(machine.seconds(0, 50)).isEqualTo(1);
        assertThat(machine.seconds(400, 250)).isEqualTo(5);
    }

    @Test
    void rejectsRatesThatAreNone() {
        assertThatThrownBy(() -> new Machine(Product.LARGE, 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("machine: matmul rate 1.0, bandwidth NaN, expected numbers above 0");
    }
}
