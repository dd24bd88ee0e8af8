package dev.diptych.bench.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratedCaptionsTest {
    private final List<String> captions = new GeneratedCaptions(1_000).take(20_000);

    @Test
    void givesTheSameCaptionsAgain() {
        assertThat(new GeneratedCaptions(1_000).take(20_000)).isEqualTo(captions);
        assertThat(new GeneratedCaptions(1_000).take(100)).isEqualTo(captions.subList(0, 100));
    }

    @Test
    void drawsWordsByZipfsLaw() {
        Map<String, Long> counts = captions.stream()
                .flatMap(caption -> Arrays.stream(caption.split("[ ,.]+", -1)))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        List<Long> sorted = counts.values().stream()
                .sorted((a, b) -> Long.compare(b, a))
                .limit(100)
                .toList();
        // The tenth most frequent comes a tenth as often, but for words that happen to be spelt alike.
        assertThat((double) sorted.get(0) / sorted.get(9)).isBetween(5.0, 12.0);
        assertThat((double) sorted.get(0) / sorted.get(99)).isBetween(30.0, 120.0);
    }
}
