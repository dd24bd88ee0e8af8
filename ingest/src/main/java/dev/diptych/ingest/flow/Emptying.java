package dev.diptych.ingest.flow;

import java.util.function.Consumer;

/** A thread that hands all that a conveyor carries to a sink, in order. Whatever fails on it ends the conveyor. */
public final class Emptying<T> implements AutoCloseable {
    private final String name;
    private final Conveyor<T> conveyor;
    private final Consumer<? super T> sink;
    private final Thread thread;

    /**
     * Begins.
     *
     * @param name of the run, in the thread's name and in what is thrown
     */
    public Emptying(String name, Conveyor<T> conveyor, Consumer<? super T> sink) {
        this.name = name;
        this.conveyor = conveyor;
        this.sink = sink;
        this.thread = new Thread(this::drain, name + "-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that nothing more goes in, and waits until all is with the sink. Whatever failed on any thread is thrown. */
    public void finish() {
        conveyor.end();
        try {
            thread.join();
            conveyor.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " interrupted", e);
        }
    }

    /** Stops what is under way. When it returns, nothing is handed to the sink any more. */
    @Override
    public void close() {
        conveyor.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                thread.interrupt();
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        try {
            for (T next = conveyor.take(); next != null; next = conveyor.take()) {
                sink.accept(next);
            }
        } catch (Throwable e) { // whatever it is, the caller gets it
            conveyor.fail(e);
        }
    }
}
