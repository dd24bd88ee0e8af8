package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.data.SampleStamp;
import java.util.List;

/**
 * Where a run stands, beside its weights, and on what.
 *
 * @param step steps taken
 * @param stepsPerEpoch whole batches in the training set
 * @param seed the run's seed
 * @param seconds of training so far
 * @param samples the training set
 */
public record TrainingState(long step, long stepsPerEpoch, long seed, double seconds, List<SampleStamp> samples) {
    public TrainingState {
        samples = List.copyOf(samples);
    }
}
