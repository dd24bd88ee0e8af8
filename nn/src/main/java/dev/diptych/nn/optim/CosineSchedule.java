package dev.diptych.nn.optim;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * Linear warm-up, then half a cosine down to zero, as open_clip's {@code cosine_lr}: {@code base (i + 1) / warmup} for
 * i below {@code warmup}, then {@code base (1 + cos(pi (i - warmup) / (total - warmup))) / 2}.
 *
 * @param base the highest rate, above 0
 * @param warmup steps of warm-up, at least 0
 * @param total steps in all, above {@code warmup}
 */
public record CosineSchedule(double base, int warmup, int total) implements ISchedule {
    public CosineSchedule {
        Warmup.check("cosine", base, warmup, total);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return iteration < warmup
                ? Warmup.rate(base, warmup, iteration)
                : base * (1 + Math.cos(Math.PI * (iteration - warmup) / (total - warmup))) / 2;
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
