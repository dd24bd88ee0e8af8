package dev.diptych.image.turbo;

import com.sun.jna.Memory;

/** Native memory that one thread keeps from picture to picture: it grows, and what is large is given back. */
final class KeptMemory {
    private static final long MOST_KEPT = 1 << 22;

    private final long least;
    private Memory memory;

    KeptMemory(long least) {
        this.least = least;
        this.memory = new Memory(least);
    }

    /** The memory, of at least so many bytes; what was in it is lost if it has to grow. */
    Memory of(long bytes) {
        if (memory.size() < bytes) {
            memory.close();
            memory = new Memory(bytes + bytes / 4);
        }
        return memory;
    }

    /** Says that nothing of it is used any more. */
    void done() {
        if (memory.size() > MOST_KEPT) {
            memory.close();
            memory = new Memory(least);
        }
    }
}
