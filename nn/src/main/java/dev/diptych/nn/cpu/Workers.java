package dev.diptych.nn.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * A run hands the same kernel to every thread under a new epoch; each thread takes the share that its number gives it,
 * so the split depends on the thread count alone and results are the same run after run. Nothing is allocated.
 */
/** A fixed crew of threads that share out a range, the caller being the first of them. */
public final class Workers implements AutoCloseable {
    private static final int SPINS = 2_000;
    private static final VarHandle DONE = MethodHandles.arrayElementVarHandle(int[].class);

    private final Thread[] threads;
    private volatile int epoch;
    private volatile boolean closed;
    private final int[] done; // done[16 * i]: the last epoch that thread i has ended
    private @Nullable Kernel kernel;
    private int items;
    private volatile @Nullable Throwable failure;

    /** @param count how many threads run a kernel, the caller included */
    public Workers(int count) {
        threads = new Thread[count - 1];
        done = new int[16 * count];
        for (int i = 0; i < threads.length; i++) {
            int number = i + 1;
            threads[i] = new Thread(() -> serve(number), "diptych-worker-" + number);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** How many threads run a kernel, the caller included. */
    public int count() {
        return threads.length + 1;
    }

    /** Runs {@code work} over {@code [0, range)}, split evenly; returns when every share has ended. */
    public void run(Kernel work, int range) {
        if (closed) {
            throw new IllegalStateException("run: workers are closed, expected open ones");
        }
        if (threads.length == 0 || range < 2) {
            work.run(0, range, 0);
            return;
        }
        kernel = work;
        items = range;
        int now = epoch + 1;
        epoch = now;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        try {
            share(work, range, 0);
        } finally {
            for (int i = 1; i <= threads.length; i++) {
                while ((int) DONE.getAcquire(done, 16 * i) != now) {
                    Thread.onSpinWait();
                }
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("worker failed: " + thrown, thrown);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    private void serve(int number) {
        int seen = 0;
        while (true) {
            int spins = 0;
            while (epoch == seen) {
                if (closed) {
                    return;
                }
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            seen = epoch;
            Kernel work = kernel;
            try {
                if (work != null) {
                    share(work, items, number);
                }
            } catch (Throwable e) { // handed to the caller of run
                failure = e;
            }
            DONE.setRelease(done, 16 * number, seen);
        }
    }

    private void share(Kernel work, int range, int number) {
        int from = (int) ((long) range * number / count());
        int to = (int) ((long) range * (number + 1) / count());
        if (from < to) {
            work.run(from, to, number);
        }
    }

    /** Work on part of a range. */
    @FunctionalInterface
    public interface Kernel {
        /**
         * Does items {@code [from, to)}.
         *
         * @param worker the number of the thread, below {@link #count}, for scratch of its own
         */
        void run(int from, int to, int worker);
    }
}
