package dev.diptych.contrastive.recipe;

import dev.diptych.nn.optim.ConstantSchedule;
import dev.diptych.nn.optim.CosineSchedule;
import dev.diptych.nn.optim.Schedule;

/**
 * The learning rate over time.
 *
 * @param warmup steps of linear warm-up
 * @param cooldownEpochs for {@link Kind#CONST_COOLDOWN}, epochs of the fall at the end
 */
public record ScheduleConfig(Kind kind, int warmup, int cooldownEpochs) {
    /** open_clip's names of the schedules. */
    public enum Kind {
        COSINE,
        CONST,
        CONST_COOLDOWN
    }

    /** The schedule for a run; a warm-up longer than the run is an error. */
    public Schedule build(double lr, int totalSteps, int stepsPerEpoch) {
        return switch (kind) {
            case COSINE -> new CosineSchedule(lr, warmup, totalSteps);
            case CONST -> new ConstantSchedule(lr, warmup, totalSteps, 0);
            case CONST_COOLDOWN -> new ConstantSchedule(lr, warmup, totalSteps, cooldownEpochs * stepsPerEpoch);
        };
    }
}
