package dev.diptych.spark.embed;

import dev.diptych.contrastive.embed.crew.MadePartition;
import dev.diptych.contrastive.embed.crew.ModelSource.Loaded;
import dev.diptych.contrastive.embed.crew.PartitionWork;
import dev.diptych.spark.cluster.AttemptFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.function.Function;

/** The task that makes a partition, by the code of a single machine, in a folder of the attempt's own. */
final class PartitionTask implements Function<Integer, SparkPartitionCrew.Made> {
    private static final long serialVersionUID = 1L;

    private final PartitionWork work;
    private final String folder;

    /** @param folder that is there; a run that has ended has taken it away */
    PartitionTask(PartitionWork work, String folder) {
        this.work = work;
        this.folder = folder;
    }

    @Override
    public SparkPartitionCrew.Made call(Integer partition) throws IOException, InterruptedException {
        try (AttemptFolder attempt = AttemptFolder.begin(folder)) {
            return new SparkPartitionCrew.Made(make(partition, attempt.path()), attempt.finish());
        }
    }

    private MadePartition make(int partition, Path attempt) throws IOException, InterruptedException {
        Loaded model = LoadedModels.take(work.model());
        boolean done = false;
        try {
            MadePartition made = work.make(model.embedder(), partition, attempt);
            done = true;
            return made;
        } finally {
            LoadedModels.giveBack(work.model(), model, done);
        }
    }
}
