package dev.diptych.text.bpe;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Merges the symbols of one word: always the pair of lowest rank, of equals the leftmost, until none is left.
 *
 * <p>The symbols are a linked list over the positions of the word. A heap holds (rank, position of the left symbol) of each
 * pair that was mergeable when it arose; an entry whose pair has changed since is dropped when it comes up. So a word of n
 * symbols takes O(n log n), however long a hostile caption makes it.
 */
public final class WordMerger {
    private static final int GONE = -1;

    private final MergeTable table;
    private final int[] symbols;
    private final int[] previous;
    private final int[] next;
    private final PriorityQueue<Long> pairs = new PriorityQueue<>();

    private WordMerger(MergeTable table, int[] symbols) {
        this.table = table;
        this.symbols = symbols;
        this.previous = new int[symbols.length];
        this.next = new int[symbols.length];
    }

    /** Merges {@code symbols}, which it overwrites, and returns the ids that remain. */
    public static int[] merge(MergeTable table, int[] symbols) {
        return symbols.length < 2 ? symbols : new WordMerger(table, symbols).run();
    }

    private int[] run() {
        int length = symbols.length;
        for (int i = 0; i < length; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
        }
        for (int i = 0; i + 1 < length; i++) {
            offer(i);
        }
        for (Long pair = pairs.poll(); pair != null; pair = pairs.poll()) {
            int rank = (int) (pair >>> 32);
            int left = pair.intValue();
            if (symbols[left] != GONE && next[left] < length && rankAt(left) == rank) {
                join(left, rank);
            }
        }
        return Arrays.stream(symbols).filter(symbol -> symbol != GONE).toArray();
    }

    private void join(int left, int rank) {
        int right = next[left];
        symbols[left] = table.merged(rank);
        symbols[right] = GONE;
        next[left] = next[right];
        if (next[left] < symbols.length) {
            previous[next[left]] = left;
            offer(left);
        }
        if (previous[left] >= 0) {
            offer(previous[left]);
        }
    }

    private void offer(int left) {
        int rank = rankAt(left);
        if (rank != MergeTable.NO_MERGE) {
            pairs.add((long) rank << 32 | left);
        }
    }

    private int rankAt(int left) {
        return table.rank(symbols[left], symbols[next[left]]);
    }
}
