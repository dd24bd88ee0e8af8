package dev.diptych.contrastive.checkpoint;

/**
 * Where a run stands, beside its weights.
 *
 * @param step steps taken
 * @param seed the run's seed
 * @param seconds of training so far
 */
public record TrainingState(long step, long seed, double seconds) {}
