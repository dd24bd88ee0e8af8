package dev.diptych.spark.ingest;

import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.flow.Conveyor;
import dev.diptych.ingest.flow.Emptying;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import dev.diptych.spark.cluster.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Images in spans, each a task; so many spans as there are cores are a wave, and some waves are under way at a time. A file that lies in
 * no place of its own is put into the staging folder.
 */
final class SparkDelivery implements Delivery {
    private static final String IMAGES = "images";
    private static final int WAVES = 3;
    private static final int LEAST_SPANS = 4;

    private final Cluster cluster;
    private final Staging staging;
    private final SpanWork task;
    private final Conveyor<List<Outcome>> conveyor;
    private final Emptying<List<Outcome>> writer;
    private final List<Span> wave = new ArrayList<>();
    private Span span;

    SparkDelivery(Cluster cluster, OutputConfig config, Staging staging, Consumer<Outcome> sink) {
        this.cluster = cluster;
        this.staging = staging;
        this.task = new SpanWork(config, staging.path());
        this.conveyor = new Conveyor<>("spark", WAVES, WAVES, Long.MAX_VALUE);
        this.span = new Span(staging);
        this.writer = new Emptying<>("ingest", conveyor, outcomes -> outcomes.forEach(sink));
    }

    @Override
    public boolean takesStoredFiles() {
        return true;
    }

    @Override
    public void add(Outcome outcome) {
        span.add(outcome);
        endSpanIfFull();
    }

    @Override
    public void submit(Origin origin, long size, Supplier<byte[]> file, Said said) {
        try {
            span.add(origin, file.get(), said);
        } catch (IOException e) {
            throw OutputFolder.unwritable(staging.path(), e);
        }
        endSpanIfFull();
    }

    @Override
    public void submit(Origin origin, StoredFile file, Said said) {
        span.add(new Item(origin, file, said));
        endSpanIfFull();
    }

    @Override
    public void finish() {
        endSpan();
        endWave();
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
        cluster.cancel(IMAGES);
    }

    private void endSpanIfFull() {
        if (span.isFull()) {
            endSpan();
        }
        if (wave.size() >= Math.max(LEAST_SPANS, cluster.tasks())) {
            endWave();
        }
    }

    private void endSpan() {
        try {
            span.close();
        } catch (IOException e) {
            throw OutputFolder.unwritable(staging.path(), e);
        }
        wave.add(span);
        span = new Span(staging);
    }

    private void endWave() {
        List<Span> spans = List.copyOf(wave);
        wave.clear();
        conveyor.submit(0, () -> run(spans));
    }

    /** Has a wave worked on, and puts its outcomes into the order in which they came. */
    private List<Outcome> run(List<Span> spans) {
        List<List<Item>> work =
                spans.stream().filter(Span::hasWork).map(Span::items).toList();
        Iterator<List<Outcome>> results = work.isEmpty()
                ? Collections.emptyIterator()
                : cluster.run(IMAGES, work, task).iterator();
        List<Outcome> outcomes = new ArrayList<>();
        for (Span each : spans) {
            List<Outcome> found = each.hasWork() ? results.next() : List.of();
            found.forEach(outcome -> staging.hold(Staging.file(outcome)));
            each.merge(found, outcomes);
            each.release();
        }
        return outcomes;
    }
}
