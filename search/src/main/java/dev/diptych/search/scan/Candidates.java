package dev.diptych.search.scan;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/*
 * A first pass knows of each row an interval that its similarity lies in. K rows are at least as similar as the K-th largest of
 * the lower ends: a row whose upper end is below that is not among the best K, and all others are kept. Their similarities are
 * then computed, those of the highest upper ends first, until the K-th best is above every upper end that is left. So what
 * comes out does not depend on how narrow the intervals are: wide ones cost time, at worst a product for every row.
 */
/** The rows of one worker's part that may be among the K most similar ones. */
final class Candidates {
    private static final int FIRST = 1 << 10;

    private final int most;
    private final IntPredicate allowed;
    private final float[] lowest; // a heap of the K largest lower ends, the least of them first
    private int lowers;
    private long[] found = new long[FIRST]; // the upper end's ordered bits, then the row
    private int size;

    /**
     * @param most K, at least 1
     * @param allowed rows that may be found; asked of those alone that would be kept
     */
    Candidates(int most, IntPredicate allowed) {
        this.most = most;
        this.allowed = allowed;
        this.lowest = new float[most];
    }

    /** What an upper end must reach. */
    float threshold() {
        return lowers < most ? Float.NEGATIVE_INFINITY : lowest[0];
    }

    /** Takes a row whose similarity is at most {@code error} from {@code approximate}. */
    void offer(int row, float approximate, float error) {
        float upper = Math.nextUp(approximate + error);
        if (upper < threshold() || !allowed.test(row)) {
            return;
        }
        if (size == found.length) {
            makeRoom();
        }
        found[size++] = (long) ordered(upper) << Integer.SIZE | row;
        push(Math.nextDown(approximate - error));
    }

    private void makeRoom() {
        int kept = 0;
        int least = ordered(threshold());
        for (int i = 0; i < size; i++) {
            if ((int) (found[i] >> Integer.SIZE) >= least) {
                found[kept++] = found[i];
            }
        }
        size = kept;
        if (size > found.length / 2) {
            found = Arrays.copyOf(found, (int) Math.min(Integer.MAX_VALUE - 8, found.length * 2L));
        }
    }

    private void push(float lower) {
        int at;
        if (lowers < most) {
            at = lowers++;
            while (at > 0 && lowest[(at - 1) / 2] > lower) {
                lowest[at] = lowest[(at - 1) / 2];
                at = (at - 1) / 2;
            }
        } else if (lower > lowest[0]) {
            at = 0;
            for (int child = 1; child < most; child = 2 * at + 1) {
                if (child + 1 < most && lowest[child + 1] < lowest[child]) {
                    child++;
                }
                if (lowest[child] >= lower) {
                    break;
                }
                lowest[at] = lowest[child];
                at = child;
            }
        } else {
            return;
        }
        lowest[at] = lower;
    }

    /** An int of the same order as the float, which is not NaN. */
    private static int ordered(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /**
     * The best of what several workers kept, the best first.
     *
     * @param exact the similarity of a row
     */
    static List<ScoredRow> best(Collection<Candidates> parts, int most, IntToDoubleFunction exact) {
        Candidates all = new Candidates(most, row -> true);
        parts.forEach(part -> IntStream.range(0, part.lowers).forEach(i -> all.push(part.lowest[i])));
        int least = ordered(all.threshold());
        long[] sorted = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.found, 0, part.size))
                .filter(each -> (int) (each >> Integer.SIZE) >= least)
                .sorted()
                .toArray();
        PriorityQueue<ScoredRow> best = new PriorityQueue<>(ScoredRow.ORDER.reversed());
        for (int i = sorted.length - 1; i >= 0; i--) {
            ScoredRow worst = best.peek();
            if (best.size() == most
                    && worst != null
                    && (int) (sorted[i] >> Integer.SIZE) < ordered(Math.nextDown((float) worst.score()))) {
                break;
            }
            int row = (int) sorted[i];
            best.add(new ScoredRow(row, exact.applyAsDouble(row)));
            if (best.size() > most) {
                best.remove();
            }
        }
        return best.stream().sorted(ScoredRow.ORDER).toList();
    }
}
