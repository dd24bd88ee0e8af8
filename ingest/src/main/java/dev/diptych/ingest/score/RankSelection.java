package dev.diptych.ingest.score;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/*
 * A float's bits, the sign's turned over, and all others too where it is negative, rise as the floats do. The first pass
 * counts their upper halves, which tells in which of 65,536 buckets a rank falls; another pass counts the lower halves of
 * the buckets that are asked for. So memory does not grow with the values, and the answer is a value that is there.
 */
/** Finds values by their rank in two passes over them, in memory that does not grow with their number. */
public final class RankSelection {
    private static final int HALF = 1 << 16;

    private final Values values;
    private final long[] upper = new long[HALF];
    private long count;

    /** Values that can be gone through again. */
    public interface Values {
        void each(Consumer<Float> value);
    }

    /** @param values the same each time, none of them NaN */
    public RankSelection(Values values) {
        this.values = values;
        values.each(value -> {
            upper[rising(value) >>> 16]++;
            count++;
        });
    }

    public long count() {
        return count;
    }

    /**
     * Returns the values at these ranks.
     *
     * @param ranks from 0, which is the smallest, to the count less one
     */
    public float[] at(long... ranks) {
        Map<Integer, long[]> lower = new HashMap<>();
        int[] buckets = new int[ranks.length];
        long[] within = new long[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            if (ranks[i] < 0 || ranks[i] >= count) {
                throw new IllegalArgumentException("rank " + ranks[i] + ", expected 0 to " + (count - 1));
            }
            within[i] = ranks[i];
            while (within[i] >= upper[buckets[i]]) {
                within[i] -= upper[buckets[i]++];
            }
            lower.computeIfAbsent(buckets[i], bucket -> new long[HALF]);
        }
        values.each(value -> {
            int bits = rising(value);
            long[] counts = lower.get(bits >>> 16);
            if (counts != null) {
                counts[bits & HALF - 1]++;
            }
        });
        float[] found = new float[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            long[] counts = lower.getOrDefault(buckets[i], new long[0]);
            int low = 0;
            while (within[i] >= counts[low]) {
                within[i] -= counts[low++];
            }
            found[i] = value(buckets[i] << 16 | low);
        }
        return found;
    }

    private static int rising(float value) {
        int bits = Float.floatToRawIntBits(value + 0f); // -0 becomes 0, which it is equal to
        return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    }

    private static float value(int rising) {
        return Float.intBitsToFloat(rising < 0 ? rising ^ Integer.MIN_VALUE : ~rising);
    }
}
