package dev.diptych.contrastive.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
 * @param figures more of the step, by the names of {@link dev.diptych.contrastive.figures.StepFigures}; nothing where the line was written for
 *     the time that had passed
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
        double seconds,
        Map<String, Double> figures) {
    public StepLog {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** Without more figures. */
    public StepLog(
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
            double seconds) {
        this(
                step,
                epoch,
                loss,
                lr,
                logitScale,
                gradientNorm,
                pairsPerSecond,
                flopsPerSecond,
                mfu,
                dataWait,
                seconds,
                Map.of());
    }
}
