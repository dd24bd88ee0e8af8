package dev.diptych.cli.session;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import sun.misc.Signal;

/*
 * On Ctrl-C the JVM starts its shutdown hooks and, once they have returned, ends with code 130, whatever other threads
 * do. So the hook asks the work to stop and waits until the last guard is closed. A second signal would be lost on a JVM
 * that shuts down already, so that the hook takes it over.
 */
/**
 * Stops long work early. Work that can leave something to continue from holds a {@linkplain #guard() guard} and polls
 * {@link #requested()}:
 *
 * <pre>{@code
 * try (Interruption.Guard guard = interruption.guard("stopping: ...")) {
 *     trainer.train(resume, listener, interruption::requested);
 *     // say how to go on: the process lives until the guard is closed
 * }
 * }</pre>
 *
 * <p>Where there is no guard, Ctrl-C ends the process at once; so it does when it comes a second time.
 */
public final class Interruption {
    /** Those that end a process politely, by the names that the JVM knows. */
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final Object lock = new Object();
    private int guards;
    private String stopping = "";
    private volatile boolean requested;

    /** Returns whether the work should leave its checkpoint and return. */
    public boolean requested() {
        return requested;
    }

    /** Asks the work to stop, as Ctrl-C does. */
    public void request() {
        requested = true;
    }

    /**
     * Keeps the process alive after Ctrl-C until it is closed.
     *
     * @param whenStopping a line that says what is waited for then
     */
    public Guard guard(String whenStopping) {
        synchronized (lock) {
            guards++;
            stopping = whenStopping;
        }
        return new Guard();
    }

    /**
     * Makes Ctrl-C, and a polite kill, ask first.
     *
     * @param notice takes what the work says that is waited for, if there is any
     * @param patience how long that work may take
     */
    public void askOnShutdown(Consumer<String> notice, Duration patience) {
        Consumer<String> first = said -> {
            endOnNextSignal();
            notice.accept(said);
        };
        Thread hook = new Thread(() -> stopWork(first, patience), "diptych-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Ends the process at once on the next signal; where signals cannot be taken, it waits for the work as before. */
    private static void endOnNextSignal() {
        for (String name : SIGNALS) {
            try {
                Signal.handle(
                        new Signal(name), signal -> Runtime.getRuntime().halt(ExitCode.SIGNALLED + signal.getNumber()));
            } catch (IllegalArgumentException | LinkageError e) {
                // The JVM was started with -Xrs, or without the module jdk.unsupported.
            }
        }
    }

    /** Asks guarded work to stop and waits for it. */
    void stopWork(Consumer<String> notice, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            if (guards == 0) {
                return;
            }
            request();
            notice.accept(stopping);
            try {
                long left = deadline - System.nanoTime();
                while (guards > 0 && left > 0) {
                    lock.wait(left / 1_000_000 + 1);
                    left = deadline - System.nanoTime();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Work that leaves something to continue from when it is asked to stop. */
    public final class Guard implements AutoCloseable {
        private boolean closed;

        private Guard() {}

        @Override
        public void close() {
            synchronized (lock) {
                if (!closed) {
                    closed = true;
                    guards--;
                    lock.notifyAll();
                }
            }
        }
    }
}
