package dev.diptych.ingest.pipeline.write;

import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.ShardSeries;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shards that the calling thread writes. */
public final class OwnShards implements Shards {
    private final List<ShardSeries> series = new ArrayList<>();

    public OwnShards(OutputFolder folder, OutputConfig config) {
        for (int split = 0; split < config.splits().parts().size(); split++) {
            series.add(new ShardSeries(folder, config.subfolder(split), config.format()));
        }
    }

    @Override
    public boolean resume(Place next, Map<String, Long> marks) {
        return series.get(next.split()).resume(next, marks);
    }

    @Override
    public void add(Place place, Kept kept) throws IOException {
        series.get(place.split()).add(place, SampleParts.of(kept, place));
    }

    @Override
    public void publish(int split, byte[] stats) throws IOException {
        series.get(split).publish(stats);
    }

    @Override
    public void sync(Map<String, Long> marks) throws IOException {
        for (ShardSeries shards : series) {
            shards.sync(marks);
        }
    }

    @Override
    public void whenPublished(Step step) throws IOException {
        step.run();
    }

    @Override
    public void await() {
        // Each is whole when publish returns.
    }

    @Override
    public void close() throws IOException {
        for (ShardSeries shards : series) {
            shards.close();
        }
    }
}
