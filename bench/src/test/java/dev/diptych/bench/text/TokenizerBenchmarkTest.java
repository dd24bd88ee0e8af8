package dev.diptych.bench.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.bench.text.TokenizerBenchmark.Result;
import org.junit.jupiter.api.Test;

class TokenizerBenchmarkTest {
    @Test
    void trainsTheSameTokenizerAgain() {
        TokenizerBenchmark benchmark = new TokenizerBenchmark(new GeneratedCaptions(500).take(5_000));
        Result first = benchmark.run(800, 16);
        assertThat(first.tokens()).isEqualTo(800);
        assertThat(first.encoding().captions()).isEqualTo(5_000);
        assertThat(first.training().seconds()).isPositive();
        assertThat(first.cut()).isBetween(1L, 5_000L);
        assertThat(benchmark.run(800, 16).hash()).isEqualTo(first.hash());
    }
}
