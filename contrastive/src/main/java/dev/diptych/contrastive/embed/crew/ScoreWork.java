package dev.diptych.contrastive.embed.crew;

import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.ScoringJob;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.place.Locations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * Scores of shards.
 *
 * @param shards absolute, a partition each
 * @param stamp of them as the caller sees them
 * @param readAhead samples that are embedded at a time
 */
public record ScoreWork(ModelSource model, List<String> shards, String stamp, int readAhead) implements PartitionWork {
    private static final long serialVersionUID = 1L;

    public ScoreWork {
        shards = List.copyOf(shards);
    }

    @Override
    public MadePartition make(Embedder embedder, int partition, Path folder) throws IOException, InterruptedException {
        List<Path> paths = shards.stream().map(Locations::path).toList();
        if (!EmbedInput.shards(paths).stamp().equals(stamp)) {
            throw new EmbedException(
                    shards.get(partition), "other shards than the driver sees, expected the same on every machine");
        }
        return new ScoringJob(paths, folder, new ScoringJob.Options(readAhead, false, new TreeMap<>()))
                .make(embedder, partition);
    }
}
