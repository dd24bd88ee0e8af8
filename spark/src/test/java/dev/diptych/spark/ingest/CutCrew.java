package dev.diptych.spark.ingest;

import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.write.Shards;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A crew whose writer is cut off after some outcomes. */
record CutCrew(Crew crew, AtomicInteger outcomes) implements Crew {
    /** As sudden as a kill: nothing in the code under test catches it. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    static CutCrew after(int outcomes, Crew crew) {
        return new CutCrew(crew, new AtomicInteger(outcomes));
    }

    @Override
    public Shards shards(OutputFolder folder, OutputConfig config) {
        return crew.shards(folder, config);
    }

    @Override
    public Delivery delivery(OutputConfig config, Consumer<Outcome> sink) {
        return crew.delivery(config, outcome -> {
            if (outcomes.decrementAndGet() < 0) {
                throw new PowerCut();
            }
            sink.accept(outcome);
        });
    }

    @Override
    public void close() {
        crew.close();
    }
}
