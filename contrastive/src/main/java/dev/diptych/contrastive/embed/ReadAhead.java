package dev.diptych.contrastive.embed;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/*
 * One thread reads, as many as there are cores decode, and the caller takes what they made, in the order in which it was
 * read. The queue bounds what is under way.
 */
/** Reads and prepares samples while the engine computes. */
final class ReadAhead implements AutoCloseable {
    private final BlockingQueue<Future<Prepared>> queue;
    private final ExecutorService workers;
    private final Thread reader;

    /** Starts to read. @param samples the most that are under way */
    ReadAhead(EmbedInput input, List<Integer> partitions, Preparation preparation, int samples) {
        this.queue = new ArrayBlockingQueue<>(samples);
        this.workers = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), task -> daemon(task, "diptych-decode"));
        this.reader = daemon(() -> readAll(input, partitions, preparation), "diptych-read");
        reader.start();
    }

    /** The next sample, or the end of a partition; waits for it. */
    Prepared next() throws InterruptedException {
        try {
            return queue.take().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("embed: reading failed", e);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        workers.shutdownNow();
    }

    private void readAll(EmbedInput input, List<Integer> partitions, Preparation preparation) {
        try {
            for (int partition : partitions) {
                input.read(partition, sample -> put(workers.submit(() -> preparation.of(sample))));
                put(CompletableFuture.completedFuture(new Prepared.End()));
            }
        } catch (Stopped e) {
            // Nobody takes what is read any more.
        } catch (RuntimeException | Error e) {
            try {
                put(CompletableFuture.failedFuture(e));
            } catch (Stopped stopped) {
                // As above.
            }
        }
    }

    private void put(Future<Prepared> next) {
        try {
            queue.put(next);
        } catch (InterruptedException e) {
            throw new Stopped();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends the reading. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
