package dev.diptych.contrastive.data;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The samples of a data set that cannot be used, counted by reason; any number of threads may share it. */
public final class BadSamples {
    private static final int EACH = 1000;
    private static final int LISTED = 20;
    private static final double ROUNDING = 1e-6; // of a product that is a whole number but for its last bits

    private final String work;
    private final int size;
    private final double share;
    private final long most;
    private final BitSet bad = new BitSet();
    private final Map<String, Integer> byReason = new TreeMap<>();
    private final StringBuilder list = new StringBuilder();
    private final Queue<String> said = new ArrayDeque<>();
    private int count;
    private int odd;

    /**
     * @param work in what is thrown, such as {@code train}
     * @param size of the data
     * @param share of them up to which the work goes on, rounded up to whole samples
     */
    public BadSamples(String work, int size, double share) {
        this.work = work;
        this.size = size;
        this.share = share;
        this.most = (long) Math.ceil(share * size - ROUNDING);
    }

    synchronized boolean has(int sample) {
        return bad.get(sample);
    }

    /**
     * Notes one, if it was not noted before.
     *
     * @throws IllegalArgumentException if they are more than the share, or all
     */
    public synchronized void add(int sample, UnusableSample why) {
        if (bad.get(sample)) {
            return;
        }
        bad.set(sample);
        count++;
        String line = why.line();
        byReason.merge(why.reason(), 1, Integer::sum);
        if (count <= LISTED) {
            list.append(count == 1 ? "" : "; ").append(line);
        }
        if (count == 1 || count % EACH == 0) {
            said.add("left out: " + line + (count == 1 ? "" : " (" + summary() + ")"));
        }
        if (count > most || count == size) {
            throw new IllegalArgumentException(work + ": " + summary() + ", expected at most "
                    + (count > most ? "a share of " + share + " (data.max_bad_samples)" : "all but one") + ": "
                    + list
                    + (count > LISTED ? "; ..." : ""));
        }
    }

    /** Notes what cannot be used of a sample that can. */
    public synchronized void odd(String line) {
        odd++;
        if (odd == 1 || odd % EACH == 0) {
            said.add("not used: " + line + (odd == 1 ? "" : " (so in " + odd + " reads)"));
        }
    }

    /** Hands on the lines that were not taken yet. */
    public void drain(Consumer<String> taker) {
        for (String line = next(); line != null; line = next()) {
            taker.accept(line);
        }
    }

    private synchronized @Nullable String next() {
        return said.poll();
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }

    /** How many there are, of how many and why. */
    public synchronized String summary() {
        return count + " of " + size + " samples cannot be used ("
                + byReason.entrySet().stream()
                        .map(reason -> reason.getKey() + " " + reason.getValue())
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
