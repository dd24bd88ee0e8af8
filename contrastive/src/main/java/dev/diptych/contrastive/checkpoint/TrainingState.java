package dev.diptych.contrastive.checkpoint;

/**
 * Where a run stands, beside its weights, and on what.
 *
 * @param step steps taken
 * @param stepsPerEpoch whole batches in the training set
 * @param seed the run's seed
 * @param seconds of training so far
 * @param samples how many the training set has
 */
public record TrainingState(long step, long stepsPerEpoch, long seed, double seconds, int samples) {}
