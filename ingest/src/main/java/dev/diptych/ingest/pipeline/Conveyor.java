package dev.diptych.ingest.pipeline;

import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Three kinds of threads: the caller reads and submits, the pool works, one more thread hands the outcomes to the sink in
 * the order in which the work went in. What is under way is bounded by number and by bytes of input, so a slow sink slows
 * the reading. Whatever fails, on whichever thread, ends the caller's next call with the same exception.
 */
/** Work on all cores whose outcomes come out in the order in which it went in. */
final class Conveyor implements AutoCloseable {
    private static final int PER_THREAD = 64;
    private static final long MOST_BYTES = 256L << 20;

    private record Pending(
            @Nullable Future<Outcome> work, @Nullable Outcome known, long bytes) {}

    private final ExecutorService pool;
    private final Thread writer;
    private final int capacity;
    private final long maxBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
    private final Consumer<Outcome> sink;
    private final Object lock = new Object();

    /* Guarded by the lock. */
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private @Nullable Throwable failure;

    Conveyor(int threads, Consumer<Outcome> sink) {
        this.pool = Executors.newFixedThreadPool(threads, task -> daemon(task, "ingest"));
        this.capacity = threads * PER_THREAD;
        this.sink = sink;
        this.writer = daemon(this::drain, "ingest-writer");
        writer.start();
    }

    /** Puts an outcome that is known already in its place in the order. */
    void add(Outcome outcome) {
        add(new Pending(null, outcome, 0));
    }

    /** Starts work on so many bytes of input; waits while there is too much of it. */
    void submit(long size, Callable<Outcome> work) {
        synchronized (lock) {
            while (failure == null && bytes > 0 && bytes + size > maxBytes) {
                await();
            }
        }
        add(new Pending(pool.submit(work), null, size));
    }

    /** Waits for all that is under way. */
    void finish() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
            while (failure == null && !pending.isEmpty()) {
                await();
            }
            throwFailure();
        }
        join();
    }

    /** Stops what is under way. When it returns, nothing is handed to the sink any more. */
    @Override
    public void close() {
        pool.shutdownNow();
        synchronized (lock) {
            ended = true;
            if (failure == null && !pending.isEmpty()) {
                failure = new IllegalStateException("ingest stopped");
            }
            lock.notifyAll();
        }
        join();
    }

    private void add(Pending next) {
        synchronized (lock) {
            while (failure == null && pending.size() >= capacity) {
                await();
            }
            throwFailure();
            pending.add(next);
            bytes += next.bytes();
            lock.notifyAll();
        }
    }

    private void drain() {
        try {
            for (Pending next = first(); next != null; next = first()) {
                Outcome known = next.known();
                Future<Outcome> work = next.work();
                sink.accept(known != null || work == null ? require(known) : work.get());
                synchronized (lock) {
                    pending.removeFirst();
                    bytes -= next.bytes();
                    lock.notifyAll();
                }
            }
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) { // whatever it is, the caller gets it
            fail(e);
        }
    }

    /** Waits for the next piece of work, which stays in the queue until it is done; null at the end. */
    private @Nullable Pending first() {
        synchronized (lock) {
            while (failure == null && pending.isEmpty() && !ended) {
                await();
            }
            return failure != null ? null : pending.peekFirst();
        }
    }

    private void fail(Throwable e) {
        synchronized (lock) {
            if (failure == null) {
                failure = e;
            }
            lock.notifyAll();
        }
    }

    private void throwFailure() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("ingest failed", failure);
        }
    }

    private void await() {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ingest interrupted", e);
        }
    }

    private void join() {
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                writer.interrupt();
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outcome require(@Nullable Outcome outcome) {
        if (outcome == null) {
            throw new IllegalStateException("neither work nor an outcome, expected one of them");
        }
        return outcome;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
