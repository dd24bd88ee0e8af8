package dev.diptych.contrastive.checkpoint;

/**
 * When a run is saved, and what it keeps.
 *
 * @param everyEpochs epochs between two checkpoints; 0 for none at an epoch's end
 * @param everySteps steps between two checkpoints; 0 for none by steps
 * @param keep how many checkpoints are kept beside the newest
 */
public record SavePolicy(int everyEpochs, int everySteps, int keep) {
    /** open_clip's: each epoch, and here the newest alone. */
    public static final SavePolicy DEFAULT = new SavePolicy(1, 0, 0);

    public SavePolicy {
        if (everyEpochs < 0 || everySteps < 0 || keep < 0) {
            throw new IllegalArgumentException("save: every " + everyEpochs + " epochs, every " + everySteps
                    + " steps, keep " + keep + ", expected numbers from 0");
        }
    }

    /** Whether a checkpoint is due after a step, apart from the last. */
    public boolean due(long step, long stepsPerEpoch) {
        return (everyEpochs > 0 && step % (everyEpochs * stepsPerEpoch) == 0)
                || (everySteps > 0 && step % everySteps == 0);
    }
}
