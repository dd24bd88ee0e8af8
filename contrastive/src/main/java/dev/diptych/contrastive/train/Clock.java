package dev.diptych.contrastive.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.LongSupplier;

/*
 * Lines of the log may lie milliseconds apart, in which a rate says nothing. So a line gives the rates since the last
 * line that is a second old, or since the start.
 */
/** Rates of a training, for the lines of its log. */
final class Clock {
    private static final double SHORTEST = 1;
    private static final double LONGEST_SILENCE = 10;

    /** What was counted by a moment. */
    private record Reading(double seconds, long pairs, double flops, double waited) {}

    private final double earlier;
    private final LongSupplier nanos;
    private final long start;

    /** The first is the one that rates count from; the last is the latest line's. */
    private final Deque<Reading> lines = new ArrayDeque<>();

    private double matmulRate;
    private double waitStart;
    private double waited;
    private double steppedAt;
    private double lastStep;
    private double leftAt;
    private double away;
    private long pairs;
    private double flops;

    /**
     * @param earlier seconds of training before this process
     * @param matmulRate floating-point operations a second that the machine reaches; a line with more raises it
     * @param nanos nanoseconds from any origin
     */
    Clock(double earlier, double matmulRate, LongSupplier nanos) {
        this.earlier = earlier;
        this.matmulRate = matmulRate;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        lines.add(new Reading(0, 0, 0, 0));
    }

    void waiting() {
        waitStart = sinceStart();
    }

    void working() {
        waited += sinceStart() - waitStart;
    }

    /** From here on time is none of the training's, as while its model is scored. */
    void leaving() {
        leftAt = sinceStart();
    }

    void back() {
        away += sinceStart() - leftAt;
    }

    void stepped(int batch, long stepFlops) {
        lastStep = atWork() - steppedAt;
        steppedAt += lastStep;
        pairs += batch;
        flops += stepFlops;
    }

    double seconds() {
        return earlier + sinceStart();
    }

    /** Whether the last line will be so long ago that someone who watches would wonder, once a step like the last is done. */
    boolean silent() {
        return steppedAt + lastStep - lines.getLast().seconds() > LONGEST_SILENCE;
    }

    StepLog line(
            long step,
            double epoch,
            double loss,
            double lr,
            double logitScale,
            double gradientNorm,
            Map<String, Double> figures) {
        Reading now = new Reading(atWork(), pairs, flops, waited);
        lines.add(now);
        while (lines.size() > 2 && now.seconds() - second().seconds() >= SHORTEST) {
            lines.removeFirst();
        }
        Reading from = lines.getFirst();
        double span = now.seconds() - from.seconds();
        double flopRate = (now.flops() - from.flops()) / span;
        matmulRate = Math.max(matmulRate, flopRate);
        return new StepLog(
                step,
                epoch,
                loss,
                lr,
                logitScale,
                gradientNorm,
                (now.pairs() - from.pairs()) / span,
                flopRate,
                flopRate / matmulRate,
                (now.waited() - from.waited()) / span,
                seconds(),
                figures);
    }

    private Reading second() {
        return lines.stream().skip(1).findFirst().orElseThrow();
    }

    private double atWork() {
        return sinceStart() - away;
    }

    private double sinceStart() {
        return (nanos.getAsLong() - start) / 1e9;
    }
}
