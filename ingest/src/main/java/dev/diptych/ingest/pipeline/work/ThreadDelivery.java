package dev.diptych.ingest.pipeline.work;

import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.flow.Conveyor;
import dev.diptych.ingest.flow.Emptying;
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
    private final Emptying<Outcome> writer;

    public ThreadDelivery(OutputConfig output, int threads, Consumer<Outcome> sink) {
        this.work = new ImageWork(output);
        long mostBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
        this.conveyor = new Conveyor<>("ingest", threads, threads * PER_THREAD, mostBytes);
        this.writer = new Emptying<>("ingest", conveyor, sink);
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
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
    }
}
