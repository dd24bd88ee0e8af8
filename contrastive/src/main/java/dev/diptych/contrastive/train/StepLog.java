package dev.diptych.contrastive.train;

/**
 * One step, as a line of {@code metrics.jsonl}.
 *
 * @param step from 1
 * @param epoch passes over the data so far, a fraction
 * @param loss of this step's batch, before its update
 * @param lr the learning rate
 * @param logitScale the factor on the similarities, after clamping
 * @param gradientNorm of all gradients, before clipping
 * @param pairsPerSecond since the last logged step that is at least a second ago
 * @param flopsPerSecond of the matrix products since then
 * @param mfu model FLOP utilisation: those as a share of the machine's matmul rate, or of the most that was reached where that is
 *     more
 * @param dataWait the share of that time spent waiting for data
 * @param seconds since the run began, resumed runs' earlier parts included
 */
public record StepLog(
        long step,
        double epoch,
        double loss,
        double lr,
        double logitScale,
        double gradientNorm,
        double pairsPerSecond,
        double flopsPerSecond,
        double mfu,
        double dataWait,
        double seconds) {}
