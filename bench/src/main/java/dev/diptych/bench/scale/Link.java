package dev.diptych.bench.scale;

import java.util.List;

/*
 * Rabenseifner's way of adding up long vectors: by halves to where each rank has the sum of its R-th part, and back; 2 log2 R messages one after
 * another, 2 (R - 1) / R times the bytes (Thakur, Rabenseifner and Gropp 2005, "Optimization of Collective Communication Operations in MPICH",
 * sections 4.1 and 4.5; gathering by doubling: section 4.1). The additions are in the bandwidth.
 */
/**
 * How ranks are connected, in the model of Hockney: a message of n bytes takes a latency and n over the bandwidth.
 *
 * @param latency seconds, 0 or more
 * @param bandwidth of each rank, bytes a second both ways at once, above 0
 */
public record Link(double latency, double bandwidth) {
    public Link {
        if (!(latency >= 0) || !(bandwidth > 0)) {
            throw new IllegalArgumentException("link: latency " + latency + " s, bandwidth " + bandwidth
                    + " bytes/s, expected at least 0 and above 0");
        }
    }

    /**
     * A sum over ranks that was timed.
     *
     * @param ranks at least 2
     * @param parts that were begun together
     * @param bytes of all parts, on each rank
     * @param seconds above 0
     */
    public record TimedSum(int ranks, int parts, long bytes, double seconds) {
        public TimedSum {
            if (ranks < 2 || parts < 1 || bytes < 1 || !(seconds > 0)) {
                throw new IllegalArgumentException("timed sum: " + ranks + " ranks, " + parts + " parts, " + bytes
                        + " bytes, " + seconds + " s, expected at least 2, 1 and 1, and above 0");
            }
        }
    }

    /**
     * The link by which timed sums come closest to the model, in the mean square of what they are off in proportion; with a latency of
     * 0 where it would come out below.
     *
     * @throws IllegalArgumentException if no bandwidth fits
     */
    public static Link fitted(List<TimedSum> sums) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double a = 0;
        double b = 0;
        for (TimedSum sum : sums) {
            double messages = sum.parts * messages(sum.ranks) / sum.seconds;
            double bytes = share(sum.ranks) * sum.bytes / sum.seconds;
            aa += messages * messages;
            ab += messages * bytes;
            bb += bytes * bytes;
            a += messages;
            b += bytes;
        }
        double determinant = aa * bb - ab * ab;
        boolean apart = determinant > 1e-9 * aa * bb; // else latency and bandwidth cannot be told apart
        double latency = apart ? Math.max(0, (a * bb - b * ab) / determinant) : 0;
        double perByte = (b - latency * ab) / bb;
        if (!(perByte > 0)) {
            throw new IllegalArgumentException(
                    "link: " + sums.size() + " timed sums of which no bandwidth follows, expected longer ones");
        }
        return new Link(latency, 1 / perByte);
    }

    /** Seconds to add up so many bytes of each rank, in parts that go on together. */
    public double sum(int ranks, int parts, double bytes) {
        return ranks == 1 ? 0 : parts * messages(ranks) * latency + share(ranks) * bytes / bandwidth;
    }

    /** Seconds until all have what each has, so many bytes. */
    public double gather(int ranks, double bytes) {
        return rounds(ranks) * latency + (ranks - 1) * bytes / bandwidth;
    }

    /** Seconds to add up so many bytes of each rank, of which each gets the sums of its R-th part: a message from each to each. */
    public double sumShares(int ranks, double bytes) {
        return (ranks - 1) * (latency + bytes / ranks / bandwidth);
    }

    private static double messages(int ranks) {
        return 2 * rounds(ranks);
    }

    private static double rounds(int ranks) {
        return Math.ceil(Math.log(ranks) / Math.log(2) - 1e-9);
    }

    private static double share(int ranks) {
        return 2.0 * (ranks - 1) / ranks;
    }
}
