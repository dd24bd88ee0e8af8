package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.validation.Scores;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    @Test
    void theLineGivesTheLossTheRatesAndTheShares() {
        StepLog log = new StepLog(20, 0.5, 3.14159, 5e-4, 14.3, 1.2, 127.6, 314.9e9, 0.7294, 0.0149, 60);
        assertThat(TrainingProgress.line(log))
                .isEqualTo("loss 3.142  128 pairs/s  MFU 73 %  wait 1 %  epoch 0.50  lr 5e-4  scale 14.3  315 GFLOP/s");
    }

    @Test
    void theLineOfScoresGivesTheRecallsOfEachDirection() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("image_to_text_R@1", 0.125);
        values.put("image_to_text_R@10", 0.5);
        values.put("image_to_text_mean_rank", 12.0);
        values.put("text_to_image_R@1", 1.0);
        assertThat(TrainingProgress.line(new Scores(290, 10, values)))
                .isEqualTo("scored at step 290  image_to_text R@1 12.5 % R@10 50.0 %  text_to_image R@1 100.0 %");
    }
}
