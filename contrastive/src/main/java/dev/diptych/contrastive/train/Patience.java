package dev.diptych.contrastive.train;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Says that the step at hand is to be given up: once the run was told to stop so long ago that its end is not to be waited for. */
final class Patience implements BooleanSupplier {
    /** With a checkpoint after it, well within what a system gives a process that it asks to end: systemd waits 90 s. */
    static final Duration USUAL = Duration.ofSeconds(10);

    private final BooleanSupplier stop;
    private final long patience;
    private final LongSupplier nanos;
    private boolean told;
    private long since;

    /**
     * @param stop does not take back what it said
     * @param nanos nanoseconds from any origin
     */
    Patience(BooleanSupplier stop, Duration patience, LongSupplier nanos) {
        this.stop = stop;
        this.patience = patience.toNanos();
        this.nanos = nanos;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        if (!stop.getAsBoolean()) {
            return false;
        }
        long now = nanos.getAsLong();
        if (!told) {
            told = true;
            since = now;
        }
        return now - since >= patience;
    }
}
