package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.checkpoint.CheckpointWriter;
import dev.diptych.contrastive.checkpoint.Snapshot;
import dev.diptych.contrastive.checkpoint.TrainingState;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.file.Trouble;
import dev.diptych.nn.optim.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/*
 * The training waits for a copy of weights and moments in Java's heap; a thread writes it, forces it to the disk and moves it
 * to its place. One is on its way at a time: the next waits for it. Where the heap has no room for the copy the training
 * waits for the disk instead.
 */
/** A run's checkpoints, written beside the training, the one before standing until the next is whole. */
final class Saving implements AutoCloseable {
    private final Path run;
    private final ClipModel model;
    private final Optimizer optimizer;
    private final @Nullable CheckpointWriter writer;
    private final TrainingListener listener;
    private final long room;
    private long saved;
    private @Nullable Writing writing;

    /** A checkpoint on its way to the disk. */
    private static final class Writing extends FutureTask<Long> {
        private final long step;

        Writing(CheckpointWriter writer, Snapshot values, TrainingState state) {
            super(() -> {
                writer.write(values, state);
                return state.step();
            });
            this.step = state.step();
        }
    }

    /**
     * @param writer null on a rank that another writes the checkpoints of
     * @param room bytes that a copy may take of Java's heap
     * @param saved the step of the checkpoint that is there, 0 if there is none
     */
    Saving(
            Path run,
            ClipModel model,
            Optimizer optimizer,
            @Nullable CheckpointWriter writer,
            TrainingListener listener,
            long room,
            long saved) {
        this.run = run;
        this.model = model;
        this.optimizer = optimizer;
        this.writer = writer;
        this.listener = listener;
        this.room = room;
        this.saved = saved;
    }

    /** Begins to write the checkpoint; one that cannot be written is told, and the run goes on. */
    void save(TrainingState state) throws InterruptedException {
        if (writer == null) {
            saved = state.step();
            return;
        }
        await();
        Snapshot copy = copy();
        Writing begun = new Writing(writer, copy == null ? Snapshot.live(model, optimizer) : copy, state);
        writing = begun;
        if (copy == null) {
            begun.run();
            await();
        } else {
            new Thread(begun, "diptych-checkpoint").start();
        }
    }

    /**
     * Writes the run's last checkpoint, unless that step's is there already.
     *
     * @throws CheckpointException if it cannot be written
     */
    void last(TrainingState state) throws InterruptedException {
        if (writer == null) {
            saved = state.step();
            return;
        }
        await();
        if (state.step() == saved) {
            return;
        }
        writing = new Writing(writer, Snapshot.live(model, optimizer), state);
        writing.run();
        IOException failure = ended();
        if (failure != null) {
            throw new CheckpointException(failed(state.step(), failure) + "; " + standing(), failure);
        }
    }

    /** Tells of a checkpoint that is written by now, or could not be. */
    void poll() throws InterruptedException {
        if (writing != null && writing.isDone()) {
            await();
        }
    }

    /** What there is to resume from, once what is on its way is written. */
    String standing() throws InterruptedException {
        await();
        return saved == 0
                ? "there is no checkpoint before it"
                : "the checkpoint of step " + saved + " stands, to resume from";
    }

    /** Waits for what is on its way: nobody else may write to the folder before. */
    @Override
    public void close() {
        Writing last = writing;
        boolean interrupted = false;
        while (last != null && !last.isDone()) {
            try {
                last.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() throws InterruptedException {
        Writing awaited = writing;
        IOException failure = ended();
        if (awaited != null && failure != null) {
            listener.warned(failed(awaited.step, failure) + "; the run goes on, and tries again when the next is due; "
                    + standing());
        }
    }

    /** Waits for what is on its way, if anything is; returns why it could not be written, or null. */
    private @Nullable IOException ended() throws InterruptedException {
        Writing awaited = writing;
        if (awaited == null) {
            return null;
        }
        try {
            saved = awaited.get();
            listener.saved(saved);
            return null;
        } catch (ExecutionException e) {
            return failure(e.getCause());
        } finally {
            writing = null;
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof IOException e) {
            return e;
        }
        if (cause instanceof UncheckedIOException e && e.getCause() != null) {
            return e.getCause();
        }
        if (cause instanceof OutOfMemoryError) {
            return new IOException("Java's heap has no room for it", cause);
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(cause);
    }

    private String failed(long step, IOException failure) {
        return "checkpoint failed: " + run.resolve(Checkpoint.FOLDER) + ": step " + step + ": " + Trouble.said(failure)
                + ", expected room for it and leave to write it";
    }

    private @Nullable Snapshot copy() {
        if (Snapshot.bytes(model, optimizer) > room) {
            return null;
        }
        try {
            return Snapshot.copy(model, optimizer);
        } catch (OutOfMemoryError e) {
            return null; // others took what was there; the checkpoint is written without
        }
    }
}
