package dev.diptych.cli.progress;

import java.util.ArrayDeque;
import java.util.Deque;

/** The rate of a growing quantity over the last while, so that it follows changes of speed and yet holds still. */
final class RateWindow {
    private static final long SPAN = 30_000_000_000L;
    private static final long SPACING = 500_000_000L;

    private record Reading(long nanos, double value) {}

    /** Readings at least {@link #SPACING} apart, the oldest no more than one reading beyond {@link #SPAN}. */
    private final Deque<Reading> readings = new ArrayDeque<>();

    private Reading latest;

    RateWindow(long nanos, double value) {
        latest = new Reading(nanos, value);
        readings.add(latest);
    }

    void add(long nanos, double value) {
        latest = new Reading(nanos, value);
        if (nanos - readings.getLast().nanos() >= SPACING) {
            readings.add(latest);
        }
        while (readings.size() > 2 && nanos - readings.getFirst().nanos() > SPAN) {
            readings.removeFirst();
        }
    }

    /** Returns how much the quantity grows in a second; 0 before anything is known. */
    double perSecond() {
        Reading first = readings.getFirst();
        long span = latest.nanos() - first.nanos();
        return span <= 0 ? 0 : (latest.value() - first.value()) / span * 1e9;
    }
}
