package dev.diptych.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

final class RegionTest {
    @Test
    void memoryOfARegionGoesBackToTheSystem() {
        float[] values = new float[16 << 20];
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            long before = Pointer.physicalBytes();
            for (int i = 0; i < 8; i++) {
                try (Engine region = engine.region()) {
                    Tensor tensor = Tensor.create("block", DType.FLOAT32, Role.INPUT, Shape.of(values.length));
                    tensor.storage().place(region.allocate(DType.FLOAT32, values.length), 0);
                    region.write(tensor, values);
                }
            }
            assertThat(Pointer.physicalBytes() - before).isLessThan(256L << 20); // of 512 MiB
        }
    }
}
