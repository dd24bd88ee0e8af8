package dev.diptych.ingest.manifest;

import java.util.ArrayList;
import java.util.List;

/** Counts values between fixed bounds. */
public final class Histogram {
    private final double[] bounds;
    private final long[] counts;

    /**
     * @param bounds rising; the first bin is below the first of them, the last one from the last of them on
     */
    Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new long[bounds.length + 1];
    }

    void add(double value) {
        int bin = 0;
        while (bin < bounds.length && value >= bounds[bin]) {
            bin++;
        }
        counts[bin]++;
    }

    /**
     * A bin.
     *
     * @param from its least value; negative infinity in the first
     * @param to the first value beyond it; positive infinity in the last
     */
    public record Bin(double from, double to, long count) {}

    /** Returns the bins from the first to the last that counted anything. */
    public List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        int first = 0;
        int end = counts.length;
        while (first < end && counts[first] == 0) {
            first++;
        }
        while (end > first && counts[end - 1] == 0) {
            end--;
        }
        for (int i = first; i < end; i++) {
            bins.add(new Bin(
                    i == 0 ? Double.NEGATIVE_INFINITY : bounds[i - 1],
                    i == bounds.length ? Double.POSITIVE_INFINITY : bounds[i],
                    counts[i]));
        }
        return bins;
    }
}
