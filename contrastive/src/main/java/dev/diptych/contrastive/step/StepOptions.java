package dev.diptych.contrastive.step;

/**
 * What a training step spends in time to need less memory; its gradients stay the same.
 *
 * @param checkpointing whether each block's inner activations are computed again for the gradient instead of kept, to
 *     the same bits
 * @param accumulation micro-batches in a step: the activations are those of one at a time, the loss is that of all
 *     pairs, and gradients differ by the order of their sums alone
 */
public record StepOptions(boolean checkpointing, int accumulation) {
    /** All activations of the whole batch. */
    public static final StepOptions DEFAULT = new StepOptions(false, 1);

    public StepOptions {
        if (accumulation < 1) {
            throw new IllegalArgumentException(
                    "training step: accumulation " + accumulation + ", expected at least 1 micro-batch");
        }
    }
}
