package dev.diptych.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.train.StepLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepLinesTest {
    @Test
    void keepsEveryLineOfAShortLog() {
        assertThat(kept(8, 7)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void keepsEverySecondLineOfALongerOneAndTheLast() {
        assertThat(kept(8, 8)).containsExactly(1L, 3L, 5L, 7L, 8L);
        assertThat(kept(8, 12)).containsExactly(1L, 3L, 5L, 7L, 9L, 11L, 12L);
        assertThat(kept(8, 13)).containsExactly(1L, 3L, 5L, 7L, 9L, 11L, 13L);
    }

    @Test
    void staysEvenAndBoundedHoweverLongTheLogIs() {
        for (int lines = 1; lines < 500; lines++) {
            List<Long> kept = kept(8, lines);
            assertThat(kept).hasSizeLessThanOrEqualTo(9).startsWith(1L).endsWith((long) lines);
            long stride = kept.size() > 1 ? kept.get(1) - 1 : 1;
            for (int i = 1; i < kept.size() - 1; i++) {
                assertThat(kept.get(i) - kept.get(i - 1)).isEqualTo(stride);
            }
        }
    }

    private static List<Long> kept(int most, int count) {
        StepLines lines = new StepLines(most);
        for (int i = 1; i <= count; i++) {
            lines.add(RunFiles.step(i));
        }
        return lines.all().stream().map(StepLog::step).toList();
    }
}
