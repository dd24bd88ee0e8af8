package dev.diptych.nn.nd4j;

import dev.diptych.nn.optim.Schedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A learning-rate schedule as ND4J's updaters take one; its iterations are our steps, its epochs are ignored.
 *
 * @param schedule the rate at each step
 */
public record Nd4jSchedule(Schedule schedule) implements ISchedule {
    private static final long serialVersionUID = 1;

    @Override
    public double valueAt(int iteration, int epoch) {
        return schedule.valueAt(iteration);
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
