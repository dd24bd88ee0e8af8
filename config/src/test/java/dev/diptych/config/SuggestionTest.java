package dev.diptych.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    @Test
    void countsEditsAndSwaps() {
        assertThat(Suggestion.distance("lr", "lr")).isZero();
        assertThat(Suggestion.distance("widht", "width")).isEqualTo(1);
        assertThat(Suggestion.distance("batch-size", "batch_size")).isZero();
        assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void suggestsOnlyWhatIsNear() {
        List<String> known = List.of("learning_rate", "warmup", "width");
        assertThat(Suggestion.nearest("learning_rte", known)).contains("learning_rate");
        assertThat(Suggestion.nearest("warm_up", known)).contains("warmup");
        assertThat(Suggestion.nearest("colour", known)).isEmpty();
    }
}
