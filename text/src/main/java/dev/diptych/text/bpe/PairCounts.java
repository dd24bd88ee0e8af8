package dev.diptych.text.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The counts of neighbouring symbols over all words, kept up to date while pairs are merged.
 *
 * <p>Each pair remembers the words it has occurred in, so that a merge visits those words only. The heap may hold a pair
 * under a count that has fallen since; {@link #poll} finds that out and puts it back. Counts of a pair never rise after the
 * merge that made it, because a pair arises only from the newest symbol.
 */
final class PairCounts {
    /**
     * A pair of ids at the time it was counted, ordered as it is taken: higher counts first, then the smaller left id, then
     * the smaller right id.
     */
    record Pair(int left, int right, long count) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byCount = Long.compare(other.count, count);
            int byLeft = byCount != 0 ? byCount : Integer.compare(left, other.left);
            return byLeft != 0 ? byLeft : Integer.compare(right, other.right);
        }
    }

    private static final class Occurrences {
        private final int left;
        private final int right;
        private long count;
        private int[] words = new int[2];
        private int size;

        Occurrences(int left, int right) {
            this.left = left;
            this.right = right;
        }

        void add(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }

        Pair pair() {
            return new Pair(left, right, count);
        }
    }

    private final int[][] words;
    private final long[] wordCounts;
    private final PairIndex index = new PairIndex();
    private final List<Occurrences> occurrences = new ArrayList<>();
    private final PriorityQueue<Pair> heap = new PriorityQueue<>();

    PairCounts(Map<String, LongAdder> counts, VocabularyBuilder vocabulary) {
        this.words = new int[counts.size()][];
        this.wordCounts = new long[counts.size()];
        int word = 0;
        for (Map.Entry<String, LongAdder> entry : counts.entrySet()) {
            byte[] bytes = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int[] symbols = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                symbols[i] = vocabulary.idOfByte(bytes[i] & 0xFF, i == bytes.length - 1);
            }
            words[word] = symbols;
            wordCounts[word] = entry.getValue().sum();
            for (int i = 0; i + 1 < symbols.length; i++) {
                Occurrences pair = at(symbols[i], symbols[i + 1]);
                pair.count += wordCounts[word];
                pair.add(word);
            }
            word++;
        }
        occurrences.forEach(pair -> heap.add(pair.pair()));
    }

    /** Takes the first pair in {@link Pair}'s order, or null where no pair is left. */
    @Nullable
    Pair poll() {
        for (Pair pair = heap.poll(); pair != null; pair = heap.poll()) {
            Occurrences now = at(pair.left(), pair.right());
            if (now.count == pair.count()) {
                return pair;
            }
            if (now.count > 0) {
                heap.add(now.pair());
            }
        }
        return null;
    }

    /** Replaces each occurrence of a pair, from the left, by {@code merged}, an id that was in no word so far. */
    void merge(Pair pair, int merged) {
        Occurrences stale = at(pair.left(), pair.right());
        int known = occurrences.size();
        for (int i = 0; i < stale.size; i++) {
            int word = stale.words[i];
            int[] before = words[word];
            int[] after = replace(before, pair, merged);
            if (after.length < before.length) {
                words[word] = after;
                recount(word, before, after);
            }
        }
        stale.words = new int[0];
        stale.size = 0;
        occurrences.subList(known, occurrences.size()).forEach(arisen -> heap.add(arisen.pair()));
    }

    /** Counts the pairs of a word anew, except in the parts at both ends that a merge left as they were. */
    private void recount(int word, int[] before, int[] after) {
        int head = Math.max(0, Arrays.mismatch(before, after) - 1);
        int tail = 0;
        while (tail + 1 < after.length - head && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
            tail++;
        }
        tail = Math.max(0, tail - 1);
        for (int i = head; i + 1 < before.length - tail; i++) {
            at(before[i], before[i + 1]).count -= wordCounts[word];
        }
        for (int i = head; i + 1 < after.length - tail; i++) {
            Occurrences pair = at(after[i], after[i + 1]);
            pair.count += wordCounts[word];
            pair.add(word);
        }
    }

    private static int[] replace(int[] symbols, Pair pair, int merged) {
        int[] out = new int[symbols.length];
        int size = 0;
        for (int i = 0; i < symbols.length; i++) {
            boolean match = symbols[i] == pair.left() && i + 1 < symbols.length && symbols[i + 1] == pair.right();
            out[size++] = match ? merged : symbols[i];
            i += match ? 1 : 0;
        }
        return Arrays.copyOf(out, size);
    }

    private Occurrences at(int left, int right) {
        int number = index.numberOf(left, right);
        if (number == occurrences.size()) {
            occurrences.add(new Occurrences(left, right));
        }
        return occurrences.get(number);
    }
}
