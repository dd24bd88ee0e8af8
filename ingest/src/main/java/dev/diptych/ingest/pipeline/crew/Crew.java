package dev.diptych.ingest.pipeline.crew;

import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.write.Shards;
import java.util.function.Consumer;

/**
 * Who works on the images of one run and writes its shards. What depends on the order of the input is not theirs: it is decided by
 * the thread that the sink runs on, from what they found.
 */
public interface Crew extends AutoCloseable {
    /** Begins to write shards into a folder. */
    Shards shards(OutputFolder folder, OutputConfig config);

    /**
     * Begins to work, after {@link #shards}.
     *
     * @param sink takes the outcomes, on one thread
     */
    Delivery delivery(OutputConfig config, Consumer<Outcome> sink);

    /** Whether it writes shards to folders of the operating system alone. */
    default boolean isLocal() {
        return false;
    }

    /** Leaves: nothing is written any more when it returns. */
    @Override
    void close();

    /** The threads of this process: so many work on images, the sink's writes. */
    static Crew threads(int count) {
        return new Threads(count);
    }
}
