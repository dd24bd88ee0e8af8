package dev.diptych.spark.ingest;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.OutputFormat;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import dev.diptych.ingest.pipeline.write.Shards;
import dev.diptych.spark.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/*
 * A task writes a shard into a folder of its attempt, and this process, which alone knows which attempt counts, gives its files their
 * names, in the order in which shards ended. So neither a twin nor an executor that was lost leaves anything under a shard's name.
 */
/** Shards that tasks write, several at a time. */
final class SparkShards implements Shards {
    private static final String SHARDS = "shards";
    private static final int MOST_SHARDS = 64;
    private static final int MOST_SAMPLES = 100_000;

    private final Cluster cluster;
    private final OutputFolder folder;
    private final OutputConfig config;
    private final Staging staging;
    private final int mostPending;
    private final ExecutorService waiting;
    private final List<List<PlacedSample>> open = new ArrayList<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private @Nullable Kept added;

    /** A shard that is being written, and what is to be done once it has its name. */
    private record Pending(ShardTask task, Future<String> attempt, List<Step> steps) {}

    SparkShards(Cluster cluster, OutputFolder folder, OutputConfig config, Staging staging) {
        this.cluster = cluster;
        this.folder = folder;
        this.config = config;
        this.staging = staging;
        this.mostPending = Math.min(MOST_SHARDS, MOST_SAMPLES / config.samplesPerShard());
        this.waiting = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "spark-shard");
            thread.setDaemon(true);
            return thread;
        });
        config.splits().parts().forEach(split -> open.add(new ArrayList<>()));
    }

    /** What an open shard had is worked on again: its images lay where only the run that is gone knew. */
    @Override
    public boolean resume(Place next, Map<String, Long> marks) {
        folder.deleteShardsFrom(config.subfolder(next.split()), next.shard());
        return next.index() == 0;
    }

    @Override
    public void add(Place place, Kept kept) {
        open.get(place.split()).add(new PlacedSample(place, kept));
        added = kept;
    }

    /** Lets go of what an outcome holds, unless it was just added. */
    void release(Outcome outcome) {
        if (outcome != added) {
            staging.release(Staging.file(outcome));
        }
        added = null;
    }

    @Override
    public void publish(int split, byte[] stats) throws IOException {
        List<PlacedSample> samples = open.set(split, new ArrayList<>());
        if (samples.isEmpty()) {
            return;
        }
        ShardTask task =
                new ShardTask(staging.path().toString(), config.subfolder(split), config.format(), samples, stats);
        Future<String> attempt = waiting.submit(
                () -> cluster.run(SHARDS, List.of(task), ShardTask::write).get(0));
        pending.add(new Pending(task, attempt, new ArrayList<>()));
        while (!pending.isEmpty() && (pending.getFirst().attempt().isDone() || pending.size() > mostPending)) {
            finishFirst();
        }
    }

    @Override
    public void sync(Map<String, Long> marks) {
        // Of open shards nothing is kept: resume has them made again.
    }

    @Override
    public void whenPublished(Step step) throws IOException {
        if (pending.isEmpty()) {
            step.run();
        } else {
            pending.getLast().steps().add(step);
        }
    }

    @Override
    public void await() throws IOException {
        while (!pending.isEmpty()) {
            finishFirst();
        }
        staging.delete();
    }

    @Override
    public void close() {
        waiting.shutdownNow();
        cluster.cancel(SHARDS);
    }

    private void finishFirst() throws IOException {
        Pending first = pending.removeFirst();
        Path attempt = Locations.path(attempt(first));
        String subfolder = first.task().subfolder();
        String shard = first.task().samples().get(0).place().shardName();
        String name = subfolder.isEmpty() ? shard : subfolder + "/" + shard;
        List<String> files = config.format() == OutputFormat.WEBDATASET
                ? List.of("_stats.json", ".idx", ".tar")
                : List.of("_stats.json", "");
        for (String extension : files) {
            folder.publish(attempt.resolve(name + extension), name + extension);
        }
        for (Step step : first.steps()) {
            step.run();
        }
        first.task().samples().forEach(sample -> staging.release(Staging.file(sample.kept())));
    }

    private static String attempt(Pending shard) {
        try {
            return shard.attempt().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ingest interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("a shard is not written", e);
        }
    }
}
