package dev.diptych.contrastive.guard;

import java.util.List;

/**
 * A step that was skipped: its data are passed over, the model is as it was.
 *
 * @param why in words
 * @param inARow how many were skipped since the last step that was taken, this one included
 * @param keys of its samples
 */
public record SkippedStep(long step, float loss, float gradientNorm, String why, int inARow, List<String> keys) {
    public SkippedStep {
        keys = List.copyOf(keys);
    }
}
