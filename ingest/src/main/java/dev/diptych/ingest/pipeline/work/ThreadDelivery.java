package dev.diptych.ingest.pipeline.work;

import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.flow.Conveyor;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The threads of this process: a conveyor of outcomes, which a thread of its own empties into a sink. */
public final class ThreadDelivery implements Delivery {
    private static final int PER_THREAD = 64;
    private static final long MOST_BYTES = 256L << 20;

    private final ImageWork work;
    private final Conveyor<Outcome> conveyor;
    private final Consumer<Outcome> sink;
    private final Thread writer;

    public ThreadDelivery(OutputConfig output, int threads, Consumer<Outcome> sink) {
        this.work = new ImageWork(output);
        long mostBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
        this.conveyor = new Conveyor<>("ingest", threads, threads * PER_THREAD, mostBytes);
        this.sink = sink;
        this.writer = new Thread(this::drain, "ingest-writer");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public boolean takesStoredFiles() {
        return false; // a tar is read fastest from its beginning to its end
    }

    @Override
    public void add(Outcome outcome) {
        conveyor.add(outcome);
    }

    @Override
    public void submit(Origin origin, long size, Supplier<byte[]> file, Said said) {
        conveyor.submit(size, () -> work.run(origin, file, said));
    }

    @Override
    public void submit(Origin origin, StoredFile file, Said said) {
        throw new UnsupportedOperationException("files by where they lie, expected only contents");
    }

    @Override
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
