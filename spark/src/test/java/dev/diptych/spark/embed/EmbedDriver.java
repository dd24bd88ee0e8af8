package dev.diptych.spark.embed;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Counts;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.crew.EmbedWork;
import dev.diptych.contrastive.embed.crew.EmbedWork.Kind;
import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** A process of its own that embeds. */
final class EmbedDriver {
    private static final int ROWS = 10;

    private EmbedDriver() {}

    /** Arguments: the model's folder, a folder of pictures, the output, the master; empty for this process alone. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String pictures = arguments[1];
        EmbedInput input = EmbedInput.images(pictures, ROWS, false);
        EmbeddingJob.Options options = new EmbeddingJob.Options(NpyType.FLOAT32, 8, false, new TreeMap<>());
        EmbeddingJob job = new EmbeddingJob(input, true, null, Path.of(arguments[2]), options);
        try (Engine engine = Devices.open("cpu", 1)) {
            Checkpoint checkpoint = Checkpoint.open(Path.of(arguments[0]));
            Embedder embedder = new Embedder(
                    checkpoint.load(engine, Precision.FP32), checkpoint.preprocessing(), checkpoint.tokenizer());
            if (arguments[3].isEmpty()) {
                job.run(embedder, new Quiet());
                return;
            }
            ModelSource model = new ModelSource(arguments[0], null, "cpu", Precision.FP32, 1, embedder.fingerprint());
            EmbedWork work = new EmbedWork(
                    model,
                    Kind.PICTURES,
                    List.of(pictures),
                    true,
                    true,
                    false,
                    ROWS,
                    input.stamp(),
                    NpyType.FLOAT32,
                    8);
            try (PartitionCrew crew = new SparkPartitionCrewProvider().call(arguments[3], 1)) {
                job.run(embedder, new Quiet(), crew, List.of(work), new Counts());
            }
        }
    }

    /** Tells nobody. */
    private static final class Quiet implements EmbeddingJob.Listener {
        @Override
        public void at(long rows, double fraction, long leftOut) {
            // The files are what counts.
        }

        @Override
        public void leftOut(String key, String reason) {
            // They are in a file.
        }
    }
}
