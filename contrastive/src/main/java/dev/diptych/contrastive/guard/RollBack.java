package dev.diptych.contrastive.guard;

/**
 * A run's way back: weights and moments are those of a checkpoint again, the data go on.
 *
 * @param step after which it went back
 * @param to the checkpoint's step, 0 for the run's start
 * @param number 1 for the run's first
 * @param lrFactor what the schedule's learning rate is multiplied by from here on
 */
public record RollBack(long step, long to, int number, double lrFactor) {}
