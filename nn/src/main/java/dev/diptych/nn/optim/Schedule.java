package dev.diptych.nn.optim;

/** A learning rate over the steps of a training. */
@FunctionalInterface
public interface Schedule {
    /**
     * The rate of a step.
     *
     * @param step steps taken before it, from 0
     */
    double valueAt(long step);
}
