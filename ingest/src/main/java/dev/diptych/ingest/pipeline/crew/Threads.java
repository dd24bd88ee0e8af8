package dev.diptych.ingest.pipeline.crew;

import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.ThreadDelivery;
import dev.diptych.ingest.pipeline.write.OwnShards;
import dev.diptych.ingest.pipeline.write.Shards;
import java.util.function.Consumer;

/** This process. */
record Threads(int count) implements Crew {
    @Override
    public Shards shards(OutputFolder folder, OutputConfig config) {
        return new OwnShards(folder, config);
    }

    @Override
    public Delivery delivery(OutputConfig config, Consumer<Outcome> sink) {
        return new ThreadDelivery(config, count, sink);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void close() {
        // Its threads end with the delivery.
    }
}
