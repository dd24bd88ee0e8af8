package dev.diptych.ingest.pipeline.work;

import dev.diptych.ingest.flow.Conveyor;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A conveyor of outcomes, which the caller fills and a thread of its own empties into a sink. */
public final class Delivery implements AutoCloseable {
    private static final int PER_THREAD = 64;
    private static final long MOST_BYTES = 256L << 20;

    private final Conveyor<Outcome> conveyor;
    private final Consumer<Outcome> sink;
    private final Thread writer;

    public Delivery(int threads, Consumer<Outcome> sink) {
        long mostBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
        this.conveyor = new Conveyor<>("ingest", threads, threads * PER_THREAD, mostBytes);
        this.sink = sink;
        this.writer = new Thread(this::drain, "ingest-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /** Puts an outcome that is known already in its place in the order. */
    public void add(Outcome outcome) {
        conveyor.add(outcome);
    }

    /** Starts work on so many bytes of input; waits while there is too much of it. */
    public void submit(long size, Callable<Outcome> work) {
        conveyor.submit(size, work);
    }

    /** Waits until all that is under way is with the sink. Whatever failed on any thread is thrown. */
    public void finish() {
        conveyor.end();
        try {
            writer.join();
            conveyor.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ingest interrupted", e);
        }
    }

    /** Stops what is under way. When it returns, nothing is handed to the sink any more. */
    @Override
    public void close() {
        conveyor.close();
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

    private void drain() {
        try {
            for (Outcome next = conveyor.take(); next != null; next = conveyor.take()) {
                sink.accept(next);
            }
        } catch (Throwable e) { // whatever it is, the caller gets it
            conveyor.fail(e);
        }
    }
}
