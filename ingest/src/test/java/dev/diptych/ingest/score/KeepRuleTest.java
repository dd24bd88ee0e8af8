package dev.diptych.ingest.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepRuleTest {
    private static final RankSelection SCORES =
            new RankSelection(List.of(0.1f, 0.4f, 0.2f, 0.3f, 0.3f, 0.3f, 0.5f)::forEach);

    private static float threshold(String rule) {
        return KeepRule.parse(rule).threshold(SCORES);
    }

    @Test
    void takesTheThresholdThatIsGiven() {
        assertThat(threshold(">=0.28")).isEqualTo(0.28f);
        assertThat(threshold(" >= -.5 ")).isEqualTo(-0.5f);
    }

    @Test
    void takesTheShareRoundedDown() {
        assertThat(threshold("top 30%")).isEqualTo(0.4f); // 2.1 of 7
        assertThat(threshold("top 100%")).isEqualTo(0.1f);
        assertThat(threshold("top 0.5%")).isEqualTo(0.5f); // at least one
    }

    @Test
    void keepsAllThatTieWithTheLast() {
        assertThat(threshold("top 43%")).isEqualTo(0.3f); // the third of seven: two more are equal to it
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.28", ">0.28", "top 30", "top 0%", "top 101%", ">=NaN", ">=1e-2", ""})
    void rejectsWhatIsNoRule(String rule) {
        assertThatThrownBy(() -> KeepRule.parse(rule))
                .hasMessage("keep_score: '" + rule + "', expected >=0.28, or top 30%");
    }
}
