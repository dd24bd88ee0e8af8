package dev.diptych.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.bench.machine.Machine;
import dev.diptych.nn.machine.Product;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfileTextTest {
    @Test
    void printsBothTablesAndWhatTheColumnsMean() {
        Machine machine = new Machine(Product.LARGE, 400e9, 50e9);
        Row products = new Row("Matmul", 3, 0.030, 9_000_000_000L, 300_000_000L, 0.0225);
        Row sums = new Row("Add", 12, 0.010, 0, 600_000_000L, 0.012);
        Row block = new Row("visual.transformer.resblocks.11", 15, 0.040, 9_000_000_000L, 900_000_000L, 0.0350);
        String text = ProfileText.of(new Profile(machine, List.of(products, sums), List.of(block)));
        assertThat(text.lines())
                .containsExactly(
                        "op                                calls        ms  share   GFLOP/s     GB/s  roofline",
                        "Matmul                                3     30.00  75.0%     300.0     10.0     75.0%",
                        "Add                                  12     10.00  25.0%         -     60.0    120.0%",
                        "",
                        "layer                             calls        ms  share   GFLOP/s     GB/s  roofline",
                        "visual.transformer.resblocks.11      15     40.00 100.0%     225.0     22.5     87.5%",
                        "",
                        "GFLOP/s counts matrix products; GB/s what ops read and write, each tensor once an op.",
                        "roofline: the share of what the machine's matmul rate (400 GFLOP/s) and memory bandwidth",
                        "(50.0 GB/s) allow, whichever is less, op by op; above 100 % where a cache held the operands.");
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    }
}
