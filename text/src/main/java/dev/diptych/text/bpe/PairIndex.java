package dev.diptych.text.bpe;

import java.util.Arrays;

/** Numbers pairs of ids from 0 in the order they are first asked for: open addressing with linear probing. */
final class PairIndex {
    private static final long EMPTY = -1;

    private int bits = 12;
    private long[] keys = emptySlots();
    private int[] numbers = new int[1 << bits];
    private int size;

    /** The number of a pair, which is {@code size()} before the call if the pair is new. */
    int numberOf(int left, int right) {
        long key = (long) left << 32 | right;
        int slot = slot(key);
        if (keys[slot] == EMPTY) {
            if (2 * size >= keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            numbers[slot] = size++;
        }
        return numbers[slot];
    }

    int size() {
        return size;
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> (64 - bits));
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        bits++;
        keys = emptySlots();
        numbers = new int[1 << bits];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    private long[] emptySlots() {
        long[] slots = new long[1 << bits];
        Arrays.fill(slots, EMPTY);
        return slots;
    }
}
