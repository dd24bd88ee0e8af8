package dev.diptych.spark.embed;

import dev.diptych.contrastive.embed.crew.MadePartition;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.crew.PartitionWork;
import dev.diptych.file.OwnFolder;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.flow.Conveyor;
import dev.diptych.spark.cluster.Cluster;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/*
 * A task makes a partition in a folder of its attempt, and this process, which alone knows which attempt counts, gives its files their
 * names. So neither a twin nor an executor that was lost leaves anything under a partition's name.
 */
/** Executors that make partitions, a task each; two waves of so many tasks as there are cores are under way. */
final class SparkPartitionCrew implements PartitionCrew {
    private static final String PREFIX = "spark.unfinished-";
    private static final String PARTITIONS = "partitions";
    private static final int WAVES = 2;
    private static final int DELETIONS = 5;

    private final Cluster cluster;

    /** What a task made. */
    record Made(MadePartition partition, String folder) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    SparkPartitionCrew(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void make(PartitionWork work, List<Integer> partitions, Path output, Taker each)
            throws IOException, InterruptedException {
        deleteEarlier(output);
        if (partitions.isEmpty()) {
            return;
        }
        Path attempts = Files.createDirectory(output.toAbsolutePath().resolve(PREFIX + UUID.randomUUID()));
        try (Conveyor<List<Made>> waves = new Conveyor<>("spark", WAVES, WAVES, Long.MAX_VALUE)) {
            PartitionTask task = new PartitionTask(work, attempts.toString());
            waves.feed(() -> submit(partitions, waves, task));
            for (List<Made> wave = waves.take(); wave != null; wave = waves.take()) {
                for (Made made : wave) {
                    each.take(made.partition(), Locations.path(made.folder()));
                }
            }
        } finally {
            cluster.cancel(PARTITIONS);
        }
        deleteEarlier(output);
    }

    private void submit(List<Integer> partitions, Conveyor<List<Made>> waves, PartitionTask task) {
        List<Integer> wave = new ArrayList<>();
        for (int partition : partitions) {
            wave.add(partition);
            if (wave.size() >= cluster.tasks()) {
                List<Integer> full = wave;
                waves.submit(0, () -> cluster.run(PARTITIONS, full, task));
                wave = new ArrayList<>();
            }
        }
        if (!wave.isEmpty()) {
            List<Integer> last = wave;
            waves.submit(0, () -> cluster.run(PARTITIONS, last, task));
        }
    }

    /** Deletes what attempts left, of this run or of one that was killed, though one that came too late may still be writing. */
    private static void deleteEarlier(Path output) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(output, PREFIX + "*")) {
            for (Path folder : found) {
                for (int attempt = 1; Files.exists(folder); attempt++) {
                    try {
                        OwnFolder.delete(folder);
                    } catch (IOException | UncheckedIOException e) {
                        if (attempt == DELETIONS) {
                            throw e;
                        }
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
