package dev.diptych.ingest.pipeline;

import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Work on all cores whose outcomes come out in the order in which it went in. At most a few pieces of work per core, and
 * at most {@value #MAX_BYTES} bytes of input beyond one piece, are under way at a time.
 */
final class InFlight implements AutoCloseable {
    private static final long MAX_BYTES = 256L << 20;
    private static final int PER_THREAD = 8;

    private record Pending(Future<Outcome> outcome, long bytes) {}

    private final ExecutorService pool;
    private final int capacity;
    private final Consumer<Outcome> sink;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long bytes;

    InFlight(int threads, Consumer<Outcome> sink) {
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "ingest");
            thread.setDaemon(true);
            return thread;
        });
        this.capacity = threads * PER_THREAD;
        this.sink = sink;
    }

    /** Puts an outcome that is known already in its place in the order. */
    void add(Outcome outcome) {
        add(new Pending(CompletableFuture.completedFuture(outcome), 0));
    }

    /** Starts work on so many bytes of input; waits while there is too much of it. */
    void submit(long size, Callable<Outcome> work) {
        while (!pending.isEmpty() && bytes + size > MAX_BYTES) {
            takeFirst();
        }
        add(new Pending(pool.submit(work), size));
    }

    /** Waits for all that is under way. */
    void finish() {
        while (!pending.isEmpty()) {
            takeFirst();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private void add(Pending next) {
        pending.add(next);
        bytes += next.bytes();
        while (pending.size() > capacity
                || (!pending.isEmpty() && pending.getFirst().outcome().isDone())) {
            takeFirst();
        }
    }

    private void takeFirst() {
        Pending first = pending.removeFirst();
        bytes -= first.bytes();
        try {
            sink.accept(first.outcome().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ingest interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("ingest failed", e.getCause());
        }
    }
}
