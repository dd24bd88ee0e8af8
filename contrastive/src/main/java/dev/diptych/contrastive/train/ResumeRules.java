package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.checkpoint.TrainingState;
import java.nio.file.Path;

/** What must be the same for a run to go on to the bits of an undisturbed one. */
final class ResumeRules {
    private ResumeRules() {}

    /**
     * @param then what the checkpoint says
     * @param now what the recipe and the data say
     * @param difference how the samples are others, naming the first; empty if they are the same
     * @param total steps of the whole run
     * @throws CheckpointException that names what is not the same
     */
    static void check(Path run, TrainingState then, TrainingState now, String difference, long total) {
        if (then.seed() != now.seed()) {
            throw refused(run, "seed " + now.seed() + ", expected " + then.seed() + ", the run's");
        }
        if (!difference.isEmpty()) {
            throw refused(
                    run,
                    difference + " (" + now.samples() + " samples), expected the "
                            + then.samples() + " that the run was started on; a new run can start from its"
                            + " weights, as 'pretrained' of its recipe");
        }
        if (then.stepsPerEpoch() != now.stepsPerEpoch()) {
            throw refused(
                    run,
                    now.stepsPerEpoch() + " steps an epoch, expected " + then.stepsPerEpoch()
                            + ", the run's; leave batch_size times accum_freq as it was");
        }
        if (then.step() > total) {
            throw refused(
                    run, "at step " + then.step() + ", expected at most " + total + ", the steps that the recipe has");
        }
    }

    private static CheckpointException refused(Path run, String actual) {
        return new CheckpointException("resume failed: " + run + ": " + actual);
    }
}
