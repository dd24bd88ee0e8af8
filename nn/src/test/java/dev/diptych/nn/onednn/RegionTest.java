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
    private static final float[] VALUES = new float[4 << 20];

    @Test
    void memoryOfARegionGoesBackToTheSystem() {
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            long before = Pointer.physicalBytes();
            for (int i = 0; i < 8; i++) {
                try (Engine region = engine.region()) {
                    fill(region);
                }
            }
            assertThat(Pointer.physicalBytes() - before).isLessThan(64L << 20); // of 128 MiB
        }
    }

    @Test
    void memoryOfRegionsThatAreStillOpenGoesBackWithTheEngine() {
        long before = Pointer.physicalBytes();
        for (int i = 0; i < 4; i++) {
            try (OneDnnEngine engine = new OneDnnEngine(1)) {
                fill(engine.region());
                fill(engine.region().region());
            }
        }
        assertThat(Pointer.physicalBytes() - before).isLessThan(64L << 20); // of 128 MiB
    }

    private static void fill(Engine region) {
        Tensor tensor = Tensor.create("block", DType.FLOAT32, Role.INPUT, Shape.of(VALUES.length));
        tensor.storage().place(region.allocate(DType.FLOAT32, VALUES.length), 0);
        region.write(tensor, VALUES);
    }
}
