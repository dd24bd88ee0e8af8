package dev.diptych.ingest.duplicate;

/**
 * 128-bit hashes with a number each, in plain arrays: 20 bytes a slot, at most three quarters of the slots used. The
 * hashes are uniform already, so a slot is found by their low bits and the next free one.
 */
public final class HashTable {
    /** What {@link #putIfAbsent} returns for a hash that is new. */
    public static final int ABSENT = -1;

    private static final int FIRST_SLOTS = 1 << 10;

    private long[] high = new long[FIRST_SLOTS];
    private long[] low = new long[FIRST_SLOTS];

    /** The number plus one; zero in a free slot. */
    private int[] numbers = new int[FIRST_SLOTS];

    private int size;

    /**
     * Adds a hash unless it is there.
     *
     * @param number from 0
     * @return the number that it has already, or {@link #ABSENT}
     */
    public int putIfAbsent(Hash128 hash, int number) {
        int slot = slot(hash.high(), hash.low());
        if (numbers[slot] != 0) {
            return numbers[slot] - 1;
        }
        put(slot, hash.high(), hash.low(), number + 1);
        size++;
        if (size > numbers.length / 4 * 3) {
            grow();
        }
        return ABSENT;
    }

    /** Adds a hash, and returns whether it is new. */
    public boolean add(Hash128 hash) {
        return putIfAbsent(hash, 0) == ABSENT;
    }

    /** Returns a hash's number, or {@link #ABSENT}. */
    public int get(Hash128 hash) {
        return numbers[slot(hash.high(), hash.low())] - 1;
    }

    /** Returns how many hashes there are. */
    public int size() {
        return size;
    }

    /** Returns the bytes of the arrays. */
    public long bytes() {
        return 20L * numbers.length;
    }

    private int slot(long hashHigh, long hashLow) {
        int mask = numbers.length - 1;
        int slot = (int) hashLow & mask;
        while (numbers[slot] != 0 && (high[slot] != hashHigh || low[slot] != hashLow)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void put(int slot, long hashHigh, long hashLow, int stored) {
        high[slot] = hashHigh;
        low[slot] = hashLow;
        numbers[slot] = stored;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldNumbers = numbers;
        int slots = Math.multiplyExact(numbers.length, 2);
        high = new long[slots];
        low = new long[slots];
        numbers = new int[slots];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != 0) {
                put(slot(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldNumbers[i]);
            }
        }
    }
}
