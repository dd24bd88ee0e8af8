package dev.diptych.nn.cpu.packed;

import java.nio.IntBuffer;

/** The sequences of one run, and which of them a block takes together. Made once for an op: a run allocates nothing. */
final class Batches {
    private final IntBuffer starts;
    private final int[] first; // [B + 1]
    private final int[] members; // of the block that is filled

    /**
     * @param starts int32 [B + 1], read by each {@link #run}
     * @param count B
     */
    Batches(IntBuffer starts, int count) {
        this.starts = starts;
        this.first = new int[count + 1];
        this.members = new int[count];
    }

    /** Takes the sequences of each class, in their order, as many at a time as a block of it holds. */
    void run(Padding padding, Taker taker) {
        starts.get(0, first);
        for (int number = 0; number < padding.classes(); number++) {
            int capacity = padding.capacity(number);
            int taken = 0;
            for (int b = 0; b < members.length; b++) {
                int tokens = tokens(b);
                if (tokens > 0 && Padding.number(tokens) == number) {
                    members[taken++] = b;
                }
                if (taken == capacity) {
                    taker.take(padding.block(number), taken);
                    taken = 0;
                }
            }
            if (taken > 0) {
                taker.take(padding.block(number), taken);
            }
        }
    }

    /** The sequence that has a place in the block. */
    int member(int place) {
        return members[place];
    }

    /** Its first row. */
    int start(int b) {
        return first[b];
    }

    /** Its length. */
    int tokens(int b) {
        return first[b + 1] - first[b];
    }

    /** Zeroes the rows behind all sequences, {@code rows} being there. */
    void zeroUnused(Lines packed, int rows) {
        int used = first[members.length];
        packed.zero(used, rows - used);
    }

    /** Zeroes the rows of empty sequences. */
    void zeroEmpty(Lines ofEach) {
        for (int b = 0; b < members.length; b++) {
            if (tokens(b) == 0) {
                ofEach.zero(b, 1);
            }
        }
    }

    /** Runs a block on sequences. */
    @FunctionalInterface
    interface Taker {
        /** @param count of members, from the first on */
        void take(Block block, int count);
    }
}
