package dev.diptych.ingest.duplicate;

/*
 * The hashes are uniform already: their highest bits say the part, their low ones the slot, or the next free one. Parts
 * grow one by one, so what growing takes beside them is a part of 256, and no array ends the table.
 */
/** 128-bit hashes with a number each, in plain arrays: 20 bytes a slot, at most three quarters of the slots used. */
public final class HashTable {
    /** What {@link #putIfAbsent} returns for a hash that is new. */
    public static final int ABSENT = -1;

    private static final int PART_BITS = 8;

    private final Part[] parts = new Part[1 << PART_BITS];
    private long size;

    public HashTable() {
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    /**
     * Adds a hash unless it is there.
     *
     * @param number from 0
     * @return the number that it has already, or {@link #ABSENT}
     */
    public int putIfAbsent(Hash128 hash, int number) {
        int before = part(hash).putIfAbsent(hash.high(), hash.low(), number + 1) - 1;
        size += before == ABSENT ? 1 : 0;
        return before;
    }

    /** Adds a hash, and returns whether it is new. */
    public boolean add(Hash128 hash) {
        return putIfAbsent(hash, 0) == ABSENT;
    }

    /** Returns a hash's number, or {@link #ABSENT}. */
    public int get(Hash128 hash) {
        return part(hash).get(hash.high(), hash.low()) - 1;
    }

    /** Returns how many hashes there are. */
    public long size() {
        return size;
    }

    /** Returns the bytes of the arrays. */
    public long bytes() {
        long slots = 0;
        for (Part part : parts) {
            slots += part.numbers.length;
        }
        return 20 * slots;
    }

    private Part part(Hash128 hash) {
        return parts[(int) (hash.high() >>> Long.SIZE - PART_BITS)];
    }

    /** The hashes that begin alike. */
    private static final class Part {
        private static final int FIRST_SLOTS = 1 << 3;

        private long[] high = new long[FIRST_SLOTS];
        private long[] low = new long[FIRST_SLOTS];

        /** The number plus one; zero in a free slot. */
        private int[] numbers = new int[FIRST_SLOTS];

        private int size;

        /** Returns what is stored of a hash already; else 0, and stores it. */
        int putIfAbsent(long hashHigh, long hashLow, int stored) {
            int slot = slot(hashHigh, hashLow);
            if (numbers[slot] != 0) {
                return numbers[slot];
            }
            put(slot, hashHigh, hashLow, stored);
            size++;
            if (size > numbers.length / 4 * 3) {
                grow();
            }
            return 0;
        }

        int get(long hashHigh, long hashLow) {
            return numbers[slot(hashHigh, hashLow)];
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
}
