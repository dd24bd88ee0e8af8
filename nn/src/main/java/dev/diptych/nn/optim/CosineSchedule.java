package dev.diptych.nn.optim;

/**
 * Linear warm-up, then half a cosine down to zero, as open_clip's {@code cosine_lr}: {@code base (i + 1) / warmup} for
 * i below {@code warmup}, then {@code base (1 + cos(pi (i - warmup) / (total - warmup))) / 2}.
 *
 * @param base the highest rate, above 0
 * @param warmup steps of warm-up, at least 0
 * @param total steps in all, above {@code warmup}
 */
public record CosineSchedule(double base, int warmup, int total) implements Schedule {
    public CosineSchedule {
        Warmup.check("cosine", base, warmup, total);
    }

    @Override
    public double valueAt(long step) {
        return step < warmup
                ? Warmup.rate(base, warmup, step)
                : base * (1 + Math.cos(Math.PI * (step - warmup) / (total - warmup))) / 2;
    }
}
