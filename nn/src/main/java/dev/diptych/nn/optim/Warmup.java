package dev.diptych.nn.optim;

/** The linear rise that schedules begin with. */
final class Warmup {
    private Warmup() {}

    static double rate(double base, int warmup, long step) {
        return base * (step + 1) / warmup;
    }

    static void check(String schedule, double base, int warmup, int total) {
        if (!(base > 0) || warmup < 0 || total <= warmup) {
            throw new IllegalArgumentException(schedule + " schedule: base " + base + ", warm-up " + warmup + ", total "
                    + total + ", expected base above 0 and 0 <= warm-up < total");
        }
    }
}
