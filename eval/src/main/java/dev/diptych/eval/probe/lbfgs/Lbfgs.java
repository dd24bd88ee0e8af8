package dev.diptych.eval.probe.lbfgs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/*
 * The two loops are algorithm 7.4 of Nocedal and Wright, Numerical Optimization (2006), with H0 = gamma M^-1, M the curvature's model
 * and gamma = s'y / y'M^-1 y. The line search brackets a step by the weak conditions of Wolfe (Lewis and Overton 2013): it
 * halves and doubles, and a step of 1 nearly always does. Points are rounded to float32 before they are asked for, so that
 * differences of points and of gradients belong together.
 */
/** Minimises an objective by L-BFGS. */
final class Lbfgs {
    private static final int PAIRS = 10;
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int MOST_TRIALS = 30;

    private final Objective objective;
    private final int mostIterations;
    private final double tolerance;

    private final Deque<Pair> pairs = new ArrayDeque<>(); // the newest first
    private double[] x;
    private double[] gradient;
    private double value;
    private int iterations;

    /** @param curvature s'y, above 0 */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Pair(double[] s, double[] y, double curvature) {}

    /**
     * @param start [P], each of which float32 holds
     * @param mostIterations at least 1
     * @param tolerance relative to the value: it ends where a step is expected to gain less
     */
    Lbfgs(Objective objective, double[] start, int mostIterations, double tolerance) {
        this.objective = objective;
        this.mostIterations = mostIterations;
        this.tolerance = tolerance;
        this.x = start.clone();
        this.gradient = new double[start.length];
    }

    /** Runs, and returns the point it ends at. */
    double[] minimise() {
        value = objective.at(x, gradient);
        double[] direction = direction();
        while (iterations < mostIterations && -dot(gradient, direction) > 2 * tolerance * Math.abs(value)) {
            if (!step(direction)) {
                break; // float32 tells no point there apart from this one
            }
            iterations++;
            direction = direction();
        }
        return x;
    }

    /** The value at that point. */
    double value() {
        return value;
    }

    int iterations() {
        return iterations;
    }

    /** Whether it ended before it had done all iterations. */
    boolean converged() {
        return iterations < mostIterations;
    }

    private double[] direction() {
        double[] d = new double[x.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = -gradient[i];
        }
        double[] alphas = new double[pairs.size()];
        int i = 0;
        for (Pair pair : pairs) {
            alphas[i] = dot(pair.s, d) / pair.curvature;
            add(d, -alphas[i++], pair.y);
        }
        objective.precondition(d);
        Pair newest = pairs.peekFirst();
        if (newest != null) {
            double[] y = newest.y.clone();
            objective.precondition(y);
            double gamma = newest.curvature / dot(newest.y, y);
            for (int j = 0; j < d.length; j++) {
                d[j] *= gamma;
            }
        }
        for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
            Pair pair = oldest.next();
            add(d, alphas[--i] - dot(pair.y, d) / pair.curvature, pair.s);
        }
        return d;
    }

    /** Moves along {@code direction}; false if no step lowers the value. */
    private boolean step(double[] direction) {
        double slope = dot(gradient, direction);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double length = 1;
        double[] point = new double[x.length];
        double[] slopes = new double[x.length];
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            move(direction, length, point);
            double reached = objective.at(point, slopes);
            if (!(reached <= value + DECREASE * length * slope)) {
                high = length;
            } else if (dot(slopes, direction) < CURVATURE * slope) {
                low = length;
            } else {
                return accept(point, slopes, reached);
            }
            length = high == Double.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
        }
        return false;
    }

    private boolean accept(double[] point, double[] slopes, double reached) {
        double[] s = point.clone();
        add(s, -1, x);
        double[] y = slopes.clone();
        add(y, -1, gradient);
        double curvature = dot(s, y);
        if (curvature <= 0) {
            return false;
        }
        if (pairs.size() == PAIRS) {
            pairs.removeLast();
        }
        pairs.addFirst(new Pair(s, y, curvature));
        x = point;
        gradient = slopes;
        value = reached;
        return true;
    }

    /** Makes {@code point} what float32 holds of {@code x + length direction}. */
    private void move(double[] direction, double length, double[] point) {
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) (x[i] + length * direction[i]);
        }
    }

    private static void add(double[] to, double factor, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * from[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
