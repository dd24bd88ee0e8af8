package dev.diptych.spark.ingest;

import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.write.Shards;
import dev.diptych.spark.cluster.Cluster;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The executors of a cluster. */
final class SparkCrew implements Crew {
    private final Cluster cluster;
    private @Nullable Staging staging;
    private @Nullable SparkShards shards;

    SparkCrew(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Shards shards(OutputFolder folder, OutputConfig config) {
        Staging begun = Staging.begin(folder);
        SparkShards writing = new SparkShards(cluster, folder, config, begun);
        staging = begun;
        shards = writing;
        return writing;
    }

    @Override
    public Delivery delivery(OutputConfig config, Consumer<Outcome> sink) {
        Staging begun = staging;
        SparkShards writing = shards;
        if (begun == null || writing == null) {
            throw new IllegalStateException("work before its shards, expected it after");
        }
        return new SparkDelivery(cluster, config, begun, outcome -> {
            sink.accept(outcome);
            writing.release(outcome);
        });
    }

    @Override
    public void close() {
        cluster.close();
    }
}
