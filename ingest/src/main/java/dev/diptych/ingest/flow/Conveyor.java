package dev.diptych.ingest.flow;

import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * One thread submits, a pool works, one thread takes. What is under way, until the next is taken, is bounded by number
 * and by bytes of input, so a slow taker slows the reading. Whatever fails, an Error too, ends the next call on either
 * side with the same exception, so that neither waits for the other for ever.
 */
/**
 * Work on several threads whose results come out in the order in which it went in, bounded in number and in bytes.
 *
 * @param <T> a result
 */
public final class Conveyor<T> implements AutoCloseable {
    private record Pending<T>(Future<? extends T> work, long bytes) {}

    private final String name;
    private final ExecutorService pool;
    private final int most;
    private final long mostBytes;
    private final Object lock = new Object();

    /* Guarded by the lock. */
    private final ArrayDeque<Pending<T>> pending = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * @param name of its threads, and in what it throws
     * @param threads that work
     * @param most pieces of work under way, at least 1
     * @param mostBytes of their input; a larger piece goes alone
     */
    public Conveyor(String name, int threads, int most, long mostBytes) {
        this.name = name;
        this.most = most;
        this.mostBytes = mostBytes;
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts work on so many bytes of input; waits while too much is under way. */
    public void submit(long size, Callable<? extends T> work) {
        synchronized (lock) {
            while (failure == null && (pending.size() >= most || bytes > 0 && bytes + size > mostBytes)) {
                await();
            }
            throwFailure();
            try {
                put(pool.submit(work), size);
            } catch (RejectedExecutionException e) {
                throw new IllegalStateException(name + " stopped", e);
            }
        }
    }

    /** Puts a result that is known already in its place in the order. */
    public void add(T known) {
        synchronized (lock) {
            while (failure == null && pending.size() >= most) {
                await();
            }
            throwFailure();
            put(CompletableFuture.completedFuture(known), 0);
        }
    }

    /**
     * Starts a thread on which {@code submitting} puts in all that is to go in; nothing more goes in when it returns, and what it
     * throws ends everything.
     */
    public void feed(Runnable submitting) {
        Thread thread = new Thread(
                () -> {
                    try {
                        submitting.run();
                        end();
                    } catch (Throwable e) { // whatever it is, who takes gets it
                        fail(e);
                    }
                },
                name + "-feed");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that nothing more goes in. */
    public void end() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
    }

    /** Ends everything with what went wrong on the thread that submits, or on that which takes. */
    public void fail(Throwable cause) {
        synchronized (lock) {
            if (failure == null) {
                failure = cause;
            }
            lock.notifyAll();
        }
    }

    /**
     * The next result, once it is there; null after the last.
     *
     * @throws InterruptedException if the thread is interrupted as it waits
     */
    public @Nullable T take() throws InterruptedException {
        Pending<T> next;
        synchronized (lock) {
            while (failure == null && pending.isEmpty() && !ended) {
                lock.wait();
            }
            throwFailure();
            next = pending.peekFirst();
        }
        if (next == null) {
            return null;
        }
        try {
            T result = next.work().get();
            synchronized (lock) {
                pending.removeFirst();
                bytes -= next.bytes();
                lock.notifyAll();
            }
            return result;
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
            throw failed();
        } catch (CancellationException e) {
            throw failed();
        }
    }

    /** Stops what is under way: whoever waits is told, and no work begins any more. */
    @Override
    public void close() {
        pool.shutdownNow();
        synchronized (lock) {
            ended = true;
            if (failure == null && !pending.isEmpty()) {
                failure = new IllegalStateException(name + " stopped");
            }
            pending.forEach(work -> work.work().cancel(true)); // what did not begin never ends of itself
            lock.notifyAll();
        }
    }

    private void put(Future<? extends T> work, long size) {
        pending.add(new Pending<>(work, size));
        bytes += size;
        lock.notifyAll();
    }

    private IllegalStateException failed() {
        synchronized (lock) {
            throwFailure();
            return new IllegalStateException(name + " stopped");
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
            throw new IllegalStateException(name + " failed", failure);
        }
    }

    private void await() {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " interrupted", e);
        }
    }
}
