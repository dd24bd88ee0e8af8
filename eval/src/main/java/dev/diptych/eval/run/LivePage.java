package dev.diptych.eval.run;

import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.RunFacts;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.contrastive.validation.ScoresLog;
import dev.diptych.eval.report.HtmlReport;
import dev.diptych.eval.report.RetrievalSample;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The page is made beside the training, in a thread of its own and of the lowest priority. What making it took of the
 * processor is waited for many times over, so that it takes a small share of one core however long the run's log is.
 */
/** Keeps a run's page up to date while the run goes on, and leaves it whole at the end. */
public final class LivePage implements TrainingListener, AutoCloseable {
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    /** Times that what a page took is waited before the next. */
    private static final int RESTS = 50;

    private final Path run;
    private final ResolvedRecipe recipe;
    private final String imprint;
    private final Consumer<String> note;

    /** Guards all below; is notified when there is something new. */
    private final Object lock = new Object();

    private final StepLines steps = new StepLines();
    private final List<Scores> scores = new ArrayList<>();
    private RunEvents events = new RunEvents();
    private boolean news;
    private boolean closed;
    private boolean complained;
    private @Nullable Thread writer;

    /**
     * @param run the run's folder
     * @param imprint when and where it is made
     * @param note is told once if the page cannot be written; the run goes on
     */
    public LivePage(Path run, ResolvedRecipe recipe, String imprint, Consumer<String> note) {
        this.run = run;
        this.recipe = recipe;
        this.imprint = imprint;
        this.note = note;
    }

    @Override
    public void started(RunFacts facts) {
        long first = facts.firstStep();
        if (first > 0 && Files.exists(run.resolve(MetricsLog.FILE))) {
            MetricsLog.read(run).stream().filter(line -> line.step() <= first).forEach(steps::add);
        }
        ScoresLog.read(run).stream().filter(each -> each.step() <= first).forEach(scores::add);
        try {
            events = RunEvents.read(run, first);
        } catch (IOException e) {
            complain(e);
        }
        Thread thread = new Thread(this::keepWriting, "diptych-page");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
        writer = thread;
    }

    @Override
    public void stepped(StepLog log) {
        synchronized (lock) {
            steps.add(log);
            tell();
        }
    }

    @Override
    public void scored(Scores found) {
        synchronized (lock) {
            scores.add(found);
            tell();
        }
    }

    @Override
    public void skipped(SkippedStep step) {
        synchronized (lock) {
            events.add(step);
            tell();
        }
    }

    @Override
    public void rolledBack(RollBack back) {
        synchronized (lock) {
            events.add(back);
            tell();
        }
    }

    private void tell() {
        news = true;
        lock.notifyAll();
    }

    private void keepWriting() {
        try {
            while (waitForNews()) {
                long start = worked();
                write(true);
                long rest = Math.max(SHORTEST.toNanos(), RESTS * (worked() - start));
                if (waitForEnd(rest)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nanoseconds that this thread computed, or where the JVM does not know that, of the clock. */
    private static long worked() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private boolean waitForNews() throws InterruptedException {
        synchronized (lock) {
            while (!news && !closed) {
                lock.wait();
            }
            news = false;
            return !closed;
        }
    }

    /** Returns whether the end came within so many nanoseconds. */
    private boolean waitForEnd(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        synchronized (lock) {
            for (long left = nanos; !closed && left > 0; left = end - System.nanoTime()) {
                lock.wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            return closed;
        }
    }

    private void write(boolean goesOn) {
        try {
            Optional<RetrievalSample> sample = RetrievalSample.read(run);
            RunHistory history;
            synchronized (lock) {
                history = new RunHistory(
                        RunHistory.name(run), recipe, steps.all(), scores, events.skipped(), events.lines(), sample);
            }
            HtmlReport.write(RunReport.data(history, "", imprint, goesOn, List.of()), run.resolve(RunReport.FILE));
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(IOException e) {
        if (!complained) {
            complained = true;
            note.accept(run.resolve(RunReport.FILE) + ": not written, " + Trouble.said(e) + "; the run goes on");
        }
    }

    /** Writes the page a last time, if the run began. */
    @Override
    public void close() {
        Thread thread = writer;
        if (thread == null) {
            return;
        }
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        writer = null;
        write(false);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
