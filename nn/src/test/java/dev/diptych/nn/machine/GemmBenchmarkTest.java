package dev.diptych.nn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GemmBenchmarkTest {
    @ParameterizedTest
    @EnumSource
    void everyFormIsTimedOnAnEngineOfItsOwn(Form form) {
        List<Engine> opened = new ArrayList<>();
        GemmBenchmark benchmark = new GemmBenchmark(
                () -> {
                    Engine engine = new OneDnnEngine();
                    opened.add(engine);
                    return engine;
                },
                DType.FLOAT32);
        Timing timing = benchmark.time(new Product("small", form, 5, 7, 3));
        assertThat(timing.runs()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(timing.seconds()).isPositive();
        assertThat(opened).hasSize(1);
    }

    /** A thousandth of a second would be seventeen TFLOP/s. */
    @Test
    void aProcessorIsJudgedByTheSmallerOfTheLargeProducts() {
        GemmBenchmark benchmark = new GemmBenchmark(OneDnnEngine::new, DType.FLOAT32);
        assertThat(benchmark.timeLarge().seconds()).isPositive();
        assertThat(benchmark.large()).isEqualTo(Product.LARGE);
    }
}
