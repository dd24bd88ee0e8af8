package dev.diptych.cli.model;

import dev.diptych.cli.option.SparkOption;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Counts;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.crew.PartitionCrewProvider;
import dev.diptych.nn.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A command's embedding, here or by the crew of a cluster, and what is said of it at the end. */
public final class EmbedderRun {
    private final Session session;
    private final ModelOptions options;
    private final SparkOption spark;
    private final LeftOutLines leftOut;
    private Optional<String> cut = Optional.empty();

    /** Embeds in this process. */
    @FunctionalInterface
    public interface Here<R> {
        R run(Embedder embedder, EmbeddingJob.Listener listener) throws IOException, InterruptedException;
    }

    /** Has a crew embed. */
    @FunctionalInterface
    public interface ByCrew<R> {
        /**
         * @param embedder is asked what it is, and embeds nothing
         * @param model what the crew loads
         * @param counts get what it made
         */
        R run(Embedder embedder, EmbeddingJob.Listener listener, PartitionCrew crew, ModelSource model, Counts counts)
                throws IOException, InterruptedException;
    }

    public EmbedderRun(Session session, ModelOptions options, SparkOption spark) {
        this.session = session;
        this.options = options;
        this.spark = spark;
        this.leftOut = new LeftOutLines(session);
    }

    /**
     * Loads the model and has one of the two run.
     *
     * @param command its name, before the progress
     * @param counted what the progress counts
     */
    public <R> R run(Checkpoint checkpoint, String command, String counted, Here<R> here, ByCrew<R> byCrew)
            throws IOException, InterruptedException {
        try (Engine engine = options.engine(session);
                Progress progress = session.progress(command, counted, 0)) {
            Embedder embedder = options.embedder(checkpoint, engine);
            EmbeddingJob.Listener listener = leftOut.around(progress);
            String master = spark.master();
            if (master == null) {
                R result = here.run(embedder, listener);
                cut = CutLine.of(embedder);
                return result;
            }
            ModelSource model = options.source(session, embedder);
            Counts counts = new Counts();
            try (PartitionCrew crew =
                    spark.provider(PartitionCrewProvider.class).call(master, options.threads(session))) {
                R result = byCrew.run(embedder, listener, crew, model, counts);
                cut = CutLine.of(counts.captions(), counts.captionsCut());
                return result;
            }
        }
    }

    /** Prints what was left out and cut. @param list where all that was left out is listed */
    public void finish(Path list) {
        leftOut.finish(list);
        cut.ifPresent(session::note);
    }
}
