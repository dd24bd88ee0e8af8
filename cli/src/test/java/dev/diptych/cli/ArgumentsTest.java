package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void takesUnderscoresForDashesInOptionNamesAndLeavesValues() {
        assertThat(Arguments.normalized("train", "--batch_size", "a_b", "--lr_schedule=x_y", "c_d", "-q_r"))
                .containsExactly("train", "--batch-size", "a_b", "--lr-schedule=x_y", "c_d", "-q_r");
    }

    @Test
    void leavesWhatComesAfterTwoDashes() {
        assertThat(Arguments.normalized("ingest", "--", "--odd_name")).containsExactly("ingest", "--", "--odd_name");
    }

    @Test
    void turnsHelpOfACommandIntoItsOption() {
        assertThat(Arguments.normalized("help", "bench", "step")).containsExactly("bench", "step", "--help");
        assertThat(Arguments.normalized("help")).containsExactly("--help");
        assertThat(Arguments.normalized()).isEmpty();
    }
}
