package dev.diptych.contrastive.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Locale;

/*
 * The device decides on a step by limits that are known before it, so that it never waits for the host. They are made of the
 * steps that were taken, each time anew and in their order: after a resume they have the same bits.
 */
/** Follows a run's steps by a {@link GuardPolicy}. */
public final class StepGuard {
    private final GuardPolicy policy;
    private final Deque<Double> losses = new ArrayDeque<>();
    private final Deque<Double> norms = new ArrayDeque<>();
    private long skipped;
    private int inARow;
    private int rollbacks;
    private long before;

    /** @param state where it goes on */
    public StepGuard(GuardPolicy policy, GuardState state) {
        this.policy = policy;
        this.skipped = state.skipped();
        this.rollbacks = state.rollbacks();
        restore(state);
    }

    /** The largest loss of the next step that is no outlier. */
    public float lossLimit() {
        return limit(losses);
    }

    /** The largest gradient norm of the next step that is no outlier. */
    public float normLimit() {
        return limit(norms);
    }

    /** What the schedule's learning rate is multiplied by. */
    public double lrFactor() {
        return Math.pow(policy.rollbackLrFactor(), rollbacks);
    }

    /** Notes a step that was taken. */
    public void taken(long step, float loss, float norm) {
        inARow = 0;
        before = step;
        if (policy.zScore() > 0) {
            add(losses, loss);
            add(norms, norm);
        }
    }

    /** Says why the step was not taken, in words. */
    public String why(float loss, float norm) {
        if (Float.isFinite(loss) && loss > lossLimit()) {
            return outlier("loss", loss, lossLimit());
        }
        if (Float.isFinite(norm) && norm > normLimit()) {
            return outlier("gradient norm", norm, normLimit());
        }
        return "loss " + loss + ", gradient norm " + norm
                + ", expected finite numbers, the norm below 1.8e19 once clipped";
    }

    /** Whether a step that was not taken may be skipped; else the run ends. */
    public boolean maySkip(float loss, float norm) {
        boolean outlier = (Float.isFinite(loss) && loss > lossLimit()) || (Float.isFinite(norm) && norm > normLimit());
        return outlier || policy.skipNonFinite();
    }

    /** Notes a step that was skipped; returns how many were in a row. */
    public int skipped() {
        skipped++;
        inARow++;
        return inARow;
    }

    /** Whether so many steps were skipped in a row that the model is not to be trusted. */
    public boolean lost() {
        return inARow >= policy.maxSkippedInARow();
    }

    /** Whether the run may go back once more. */
    public boolean mayRollBack() {
        return rollbacks < policy.maxRollbacks();
    }

    /** A checkpoint of an earlier step than this is one from which a step was taken. */
    public long before() {
        return before;
    }

    /** Notes that the run went back to a checkpoint, where the guard was in this state; returns how often it has. */
    public int rolledBack(long to, GuardState then) {
        restore(then);
        before = to;
        rollbacks++;
        return rollbacks;
    }

    public GuardState state() {
        return new GuardState(new ArrayList<>(losses), new ArrayList<>(norms), skipped, inARow, rollbacks, before);
    }

    private void restore(GuardState state) {
        losses.clear();
        norms.clear();
        state.losses().forEach(loss -> add(losses, loss));
        state.norms().forEach(norm -> add(norms, norm));
        inARow = state.inARow();
        before = state.before();
    }

    private void add(Deque<Double> window, double value) {
        window.add(value);
        if (window.size() > policy.window()) {
            window.remove();
        }
    }

    private float limit(Deque<Double> window) {
        if (policy.zScore() == 0 || window.size() < policy.window()) {
            return Float.POSITIVE_INFINITY;
        }
        double mean = window.stream().mapToDouble(x -> x).sum() / window.size();
        double variance =
                window.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum() / window.size();
        return (float) (mean + policy.zScore() * Math.sqrt(variance));
    }

    private String outlier(String what, float value, float limit) {
        return String.format(
                Locale.ROOT,
                "%s %.6g, expected at most %.6g, %.3g standard deviations above the mean of the %d steps before",
                what,
                value,
                limit,
                policy.zScore(),
                policy.window());
    }
}
