package dev.diptych.bench.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.fixed.FixedMatmul;
import dev.diptych.nn.op.fixed.QuantizedMatmul;
import dev.diptych.nn.tape.Primitive;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OpBenchmarksTest {
    @ParameterizedTest
    @EnumSource
    void everyPrimitiveRunsOnBothEngines(OpCase op) {
        OpTiming timing = new OpBenchmarks(false, 2).run(op, Sizes.TINY);
        assertThat(timing.oneDnn()).isPositive();
        assertThat(timing.nd4j()).isPositive();
        assertThat(timing.bytesPerSecond()).isPositive();
    }

    @Test
    void everyPrimitiveOfTrainingThatAnEngineBindsIsThere() {
        Set<Class<? extends Primitive>> timed = new HashSet<>();
        for (OpCase op : OpCase.values()) {
            timed.add(op.primitive(new Operands(), Sizes.TINY).getClass());
        }
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            Set<Class<? extends Primitive>> kinds = new HashSet<>(engine.kinds());
            kinds.removeAll(Set.of(FixedMatmul.class, QuantizedMatmul.class)); // bench embed times them
            assertThat(timed).isEqualTo(kinds);
        }
    }

    @Test
    void aFilterIsFoundInTheNamesThatUsersRead() {
        assertThat(OpBenchmarks.matching(Pattern.compile("^layer-norm")))
                .containsExactly(OpCase.LAYER_NORM, OpCase.LAYER_NORM_GRAD);
        assertThat(OpBenchmarks.matching(Pattern.compile("adam|norm$")))
                .containsExactly(OpCase.LAYER_NORM, OpCase.GRADIENT_NORM, OpCase.ADAMW);
    }

    @Test
    void ratesFollowFromTheTimes() {
        OpTiming timing = new OpTiming(OpCase.MATMUL_WEIGHT_GRAD, Sizes.TINY, 1e-6, 4e-6);
        assertThat(timing.speedup()).isEqualTo(4);
        assertThat(timing.flopsPerSecond()).isEqualTo(2.0 * 10 * 16 * 64 / 1e-6);
        assertThat(timing.bytesPerSecond()).isEqualTo(4.0 * (10 * 64 + 10 * 16 + 64 * 16) / 1e-6);
    }
}
