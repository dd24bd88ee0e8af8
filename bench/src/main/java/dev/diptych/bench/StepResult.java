package dev.diptych.bench;

import dev.diptych.bench.profile.Profile;
import dev.diptych.bench.scale.RankTimes;
import org.jspecify.annotations.Nullable;

/**
 * What a training-step benchmark found.
 *
 * @param parameters learnt values
 * @param seconds the median step
 * @param startUp seconds from the start of the process to the end of its first step
 * @param flops floating-point operations of the matrix products of one step
 * @param activationBytes memory of the activations as planned
 * @param unsharedActivationBytes the same if no two shared memory
 * @param peakBytes the process' peak resident memory, or -1 where unknown
 * @param profile where the time goes, over steps of their own, with the machine's rates in the same run
 * @param told what several ranks take to tell each other; null of one process
 */
public record StepResult(
        long parameters,
        int batch,
        double seconds,
        double startUp,
        long flops,
        long activationBytes,
        long unsharedActivationBytes,
        long peakBytes,
        Profile profile,
        @Nullable RankTimes told) {
    public double pairsPerSecond() {
        return batch / seconds;
    }

    public double gigaflopsPerSecond() {
        return flops / seconds / 1e9;
    }

    /** The share of the machine's matmul rate that the step's products run at, all of its time counted. */
    public double matmulShare() {
        return flops / seconds / profile.machine().matmulRate();
    }
}
