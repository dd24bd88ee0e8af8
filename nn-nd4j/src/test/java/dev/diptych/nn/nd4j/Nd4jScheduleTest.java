package dev.diptych.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.optim.CosineSchedule;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

final class Nd4jScheduleTest {
    private static final CosineSchedule COSINE = new CosineSchedule(0.001, 10, 100);

    @Test
    void givesAnUpdaterOfNd4jTheRateOfEachStep() {
        Adam updater = new Adam(new Nd4jSchedule(COSINE));
        for (int step : new int[] {0, 9, 10, 55, 99}) {
            assertThat(updater.getLearningRate(step, 3)).isEqualTo(COSINE.valueAt(step));
        }
    }
}
