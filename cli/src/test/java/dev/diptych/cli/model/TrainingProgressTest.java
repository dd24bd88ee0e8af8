package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.train.StepLog;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    @Test
    void theLineGivesTheLossTheRatesAndTheShares() {
        StepLog log = new StepLog(20, 0.5, 3.14159, 5e-4, 14.3, 1.2, 127.6, 314.9e9, 0.7294, 0.0149, 60);
        assertThat(TrainingProgress.line(log))
                .isEqualTo("loss 3.142  128 pairs/s  MFU 73 %  wait 1 %  epoch 0.50  lr 5e-4  scale 14.3  315 GFLOP/s");
    }
}
