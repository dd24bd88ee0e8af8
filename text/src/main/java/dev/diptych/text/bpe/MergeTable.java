package dev.diptych.text.bpe;

import java.util.Arrays;
import java.util.List;

/** The rank of each mergeable pair of ids: open addressing with linear probing, at most half full. */
public final class MergeTable {
    static final int NO_MERGE = -1;

    private static final long EMPTY = -1;

    private final int shift;
    private final long[] keys;
    private final int[] ranks;
    private final int[] merged;

    public MergeTable(List<Merge> merges) {
        int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(merges.size()));
        this.shift = 64 - bits;
        this.keys = new long[1 << bits];
        this.ranks = new int[1 << bits];
        this.merged = new int[merges.size()];
        Arrays.fill(keys, EMPTY);
        for (int rank = 0; rank < merges.size(); rank++) {
            Merge merge = merges.get(rank);
            merged[rank] = merge.merged();
            int slot = slot(merge.left(), merge.right());
            // A pair that is listed twice keeps its first rank.
            if (keys[slot] == EMPTY) {
                keys[slot] = key(merge.left(), merge.right());
                ranks[slot] = rank;
            }
        }
    }

    /** The rank of a pair, or {@link #NO_MERGE}. */
    int rank(int left, int right) {
        int slot = slot(left, right);
        return keys[slot] == EMPTY ? NO_MERGE : ranks[slot];
    }

    /** The id that the pair of this rank becomes. */
    int merged(int rank) {
        return merged[rank];
    }

    private int slot(int left, int right) {
        long key = key(left, right);
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }
}
