package dev.diptych.bench.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.bench.text.TokenizerBenchmark.Result;
import dev.diptych.bench.text.TokenizerBenchmark.Turns;
import java.io.IOException;
import java.util.List;
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

    @Test
    void givesTheIdsOfTheLibrary() throws IOException {
        TokenizerBenchmark benchmark = new TokenizerBenchmark(new GeneratedCaptions(300).take(5_000));

        List<Turns> turns = benchmark.besideLibrary(benchmark.run(700, 16).tokenizer(), 2);

        assertThat(turns).hasSize(2).allMatch(turn -> turn.different() == 0);
        assertThat(turns.get(0).library().captions()).isEqualTo(5_000);
    }
}
