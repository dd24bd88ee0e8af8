package dev.diptych.contrastive.guard;

import java.util.List;

/**
 * What a guard knows of the steps before; a run that goes on from it decides as one that was not interrupted.
 *
 * @param losses of the last steps that were taken, as many as the window holds, the oldest first; none where there are no
 *     outliers
 * @param norms of the gradients of the same steps
 * @param skipped steps in all
 * @param inARow steps skipped since the last that was taken
 * @param rollbacks how often the run went back
 * @param before a checkpoint of an earlier step than this is proven: a step was taken from it
 */
public record GuardState(
        List<Double> losses, List<Double> norms, long skipped, int inARow, int rollbacks, long before) {
    /** At a run's start. */
    public static final GuardState NONE = new GuardState(List.of(), List.of(), 0, 0, 0, 0);

    public GuardState {
        losses = List.copyOf(losses);
        norms = List.copyOf(norms);
    }
}
