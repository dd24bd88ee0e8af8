package dev.diptych.spark.ingest;

import dev.diptych.file.place.LastFile;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.ImageWork;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The task that works on a span of images, by the code of a single machine's threads. A file that is kept as it is stays where it lies;
 * an encoded image goes to a file of the attempt's own, one for each split, since the shards of a small split take long to fill.
 */
final class SpanWork implements Function<List<Item>, List<Outcome>> {
    private static final long serialVersionUID = 1L;

    private final OutputConfig config;
    private final String folder;

    SpanWork(OutputConfig config, Path folder) {
        this.config = config;
        this.folder = folder.toString();
    }

    @Override
    public List<Outcome> call(List<Item> span) throws IOException {
        ImageWork work = new ImageWork(config);
        List<StageFile> stages = new ArrayList<>();
        for (int split = 0; split < config.splits().parts().size(); split++) {
            stages.add(new StageFile(Locations.path(folder)));
        }
        List<Outcome> outcomes = new ArrayList<>(span.size());
        try (LastFile files = new LastFile()) {
            for (Item item : span) {
                requireWanted();
                outcomes.add(work(item, files, work, stages));
            }
        } finally {
            for (StageFile stage : stages) {
                stage.close();
            }
        }
        return outcomes;
    }

    /** Ends an attempt whose twin was quicker. */
    private static void requireWanted() {
        TaskContext task = TaskContext.get();
        if (task != null && task.isInterrupted()) {
            throw new TaskKilledException();
        }
    }

    private Outcome work(Item item, LastFile files, ImageWork work, List<StageFile> stages) throws IOException {
        Read read = new Read();
        Outcome outcome = work.run(item.origin(), () -> read.file(item, files, config), item.said());
        if (outcome instanceof Kept kept) {
            byte[] image = kept.image().bytes();
            StageFile stage = stages.get(config.splits().of(item.origin().splitValue()));
            return kept.with(image == read.bytes ? inPlace(item, image) : stage.add(image));
        }
        Outcome.Contents file = outcome instanceof Dropped dropped ? dropped.file() : null;
        return outcome instanceof Dropped dropped && file != null
                ? new Dropped(dropped.origin(), dropped.reason(), dropped.detail(), inPlace(item, file.bytes()))
                : outcome;
    }

    private static StagedBytes inPlace(Item item, byte[] bytes) {
        return StagedBytes.of(item.file().file(), item.file().offset(), bytes);
    }

    /** The file as it was read, to know it again. */
    private static final class Read {
        private byte @Nullable [] bytes;

        byte[] file(Item item, LastFile files, OutputConfig config) {
            byte[] read = item.file().read(files, config.image().maxFileBytes());
            bytes = read;
            return read;
        }
    }
}
