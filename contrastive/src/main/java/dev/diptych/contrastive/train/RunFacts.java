package dev.diptych.contrastive.train;

/**
 * What a run will do.
 *
 * @param pairs in the training set
 * @param skipped samples left out of it
 * @param parameters learnt values
 * @param vocabulary tokens
 * @param firstStep 0, or the checkpoint's step for a resumed run
 * @param totalSteps of the whole run
 * @param stepsPerEpoch whole batches in the training set
 */
public record RunFacts(
        int pairs, int skipped, long parameters, int vocabulary, long firstStep, long totalSteps, int stepsPerEpoch) {}
