package dev.diptych.contrastive.step;

/**
 * How a training step is computed: what it spends in time to need less memory, its gradients staying the same, and from where on
 * it sees whole images.
 *
 * @param checkpointing whether each block's inner activations are computed again for the gradient instead of kept, to
 *     the same bits
 * @param accumulation micro-batches in a step: the activations are those of one at a time, the loss is that of all
 *     pairs, and gradients differ by the order of their sums alone
 * @param wholeImagesFrom the step, counted from 0, from which on no patches are left out (Li et al. 2023, section 4.2: unmasked
 *     tuning), whatever the model's configuration says
 */
public record StepOptions(boolean checkpointing, int accumulation, long wholeImagesFrom) {
    /** All activations of the whole batch. */
    public static final StepOptions DEFAULT = new StepOptions(false, 1);

    /** By the model's configuration to the end. */
    public StepOptions(boolean checkpointing, int accumulation) {
        this(checkpointing, accumulation, Long.MAX_VALUE);
    }

    /** The same, with whole images from a step on. */
    public StepOptions withWholeImagesFrom(long step) {
        return new StepOptions(checkpointing, accumulation, step);
    }

    public StepOptions {
        if (accumulation < 1) {
            throw new IllegalArgumentException(
                    "training step: accumulation " + accumulation + ", expected at least 1 micro-batch");
        }
    }
}
