package dev.diptych.nn.optim;

/**
 * Linear warm-up, then a constant rate that falls linearly to zero over the last steps, as open_clip's {@code
 * const_lr_cooldown} with power 1.
 *
 * @param base the highest rate, above 0
 * @param warmup steps of warm-up, at least 0
 * @param total steps in all, above {@code warmup}
 * @param cooldown steps of the fall; 0 for none
 */
public record ConstantSchedule(double base, int warmup, int total, int cooldown) implements Schedule {
    public ConstantSchedule {
        Warmup.check("constant", base, warmup, total);
        if (cooldown < 0 || cooldown > total - warmup) {
            throw new IllegalArgumentException("constant schedule: cooldown " + cooldown + ", expected 0 to "
                    + (total - warmup) + ", the steps after warm-up");
        }
    }

    @Override
    public double valueAt(long step) {
        if (step < warmup) {
            return Warmup.rate(base, warmup, step);
        }
        int start = total - cooldown;
        return step < start ? base : base * (1 - (double) (step - start) / cooldown);
    }
}
