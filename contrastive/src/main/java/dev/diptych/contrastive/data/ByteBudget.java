package dev.diptych.contrastive.data;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of memory that may be kept; any number of threads may share it. */
final class ByteBudget {
    private final AtomicLong left;

    ByteBudget(long most) {
        this.left = new AtomicLong(most);
    }

    /** Takes so many, if as many are left. */
    boolean take(long bytes) {
        for (long now = left.get(); bytes <= now; now = left.get()) {
            if (left.compareAndSet(now, now - bytes)) {
                return true;
            }
        }
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
