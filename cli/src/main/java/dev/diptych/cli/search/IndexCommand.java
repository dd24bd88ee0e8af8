package dev.diptych.cli.search;

import dev.diptych.cli.model.LeftOutLines;
import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.nn.engine.Engine;
import dev.diptych.search.build.IndexJob;
import dev.diptych.search.build.IndexJob.Report;
import dev.diptych.search.build.IndexModel;
import dev.diptych.search.index.Manifest;
import dev.diptych.search.index.Manifest.Graph;
import dev.diptych.search.index.Method;
import dev.diptych.search.index.ThumbnailParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych index}: what a search reads. */
@Command(
        name = "index",
        description = "Index images, so that words and images find them.",
        footer = {
            "",
            "Embeds the images as embed does, into INDEX/embeddings, and lays the vectors out to be searched, with keys,"
                    + " captions and metadata, small pictures, and a copy of the model: the folder can be moved. A run"
                    + " that was cut off goes on where it was.",
            "",
            "Example:",
            "  diptych index --model runs/first --images pictures --output pictures.index"
        },
        customSynopsis = {
            "diptych index --model RUN|DIR --images DIR|SHARDS --output INDEX [OPTION]...",
            "       diptych index --embeddings DIR --output INDEX [OPTION]..."
        },
        sortOptions = false)
public final class IndexCommand implements Callable<Integer> {
    private static final int LARGEST_SIDE = 1024;

    private final Session session;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(names = "--images", paramLabel = "DIR|SHARDS", description = "A folder of pictures, or shards.")
    private @Nullable String images;

    @Option(
            names = "--follow-links",
            description =
                    "Follow links in a folder of pictures, as those of Hugging Face's cache; links to folders once"
                            + " each.")
    private boolean followLinks;

    @Option(
            names = "--embeddings",
            paramLabel = "DIR",
            description = "In place of --images: what embed or clip_inference wrote; such an index has no small"
                    + " pictures.")
    private @Nullable Path embeddings;

    @Option(names = "--output", paramLabel = "INDEX", required = true, description = "The folder for the index.")
    private Path output = Path.of("");

    @Option(
            names = "--thumbnail-size",
            paramLabel = "N",
            description = "Pixels of the small pictures' longer side, 0 for none (default: ${DEFAULT-VALUE}).")
    private int thumbnailSize = 224;

    @Option(
            names = "--write-batch-size",
            paramLabel = "N",
            description = "Pictures of a folder to a file of embeddings (default: ${DEFAULT-VALUE}).")
    private int writeBatchSize = 10_000;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "exact, or hnsw to add a graph of neighbours, which finds nearly all of the best among very many;"
                            + " auto adds one above 2^30 numbers (default: auto).")
    private Method method = Method.AUTO;

    @Option(names = "--hnsw-m", paramLabel = "N", description = "Links of a node of the graph (default: 16).")
    private int m = Graph.DEFAULT.m();

    @Option(
            names = "--hnsw-ef-construction",
            paramLabel = "N",
            description = "Candidates for the links (default: 100).")
    private int efConstruction = Graph.DEFAULT.efConstruction();

    @Option(names = "--overwrite", description = "Replace an index of something else.")
    private boolean overwrite;

    public IndexCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Report report = embeddings == null ? ofImages(String.valueOf(images)) : ofEmbeddings(embeddings);
        Manifest manifest = report.manifest();
        ThumbnailParts thumbnails = manifest.thumbnails();
        session.out()
                .println(output + ": " + Counted.of(manifest.count(), "image") + ", " + manifest.dimensions()
                        + " dimensions" + (thumbnails == null ? "" : ", small pictures of " + thumbnails.side() + " px")
                        + (manifest.model() == null ? ", no model" : "") + (report.earlier() ? ", there before" : "")
                        + (report.leftOut() > 0 ? ", " + report.leftOut() + " left out" : ""));
        return ExitCode.DONE;
    }

    private void check() {
        if ((images == null) == (embeddings == null)) {
            throw new UsageException("diptych index: "
                    + (images == null ? "neither --images nor" : "both --images and")
                    + " --embeddings, expected one of them");
        }
        if (thumbnailSize < 0 || thumbnailSize > LARGEST_SIDE) {
            throw new UsageException("--thumbnail-size: " + thumbnailSize + ", expected 0 to " + LARGEST_SIDE);
        }
        if (writeBatchSize < 1) {
            throw new UsageException("--write-batch-size: " + writeBatchSize + ", expected at least 1");
        }
    }

    private Report ofImages(String source) throws IOException, InterruptedException {
        Checkpoint checkpoint = options.checkpoint(session);
        EmbedInput pictures = EmbedInput.images(source, writeBatchSize, followLinks);
        LeftOutLines leftOut = new LeftOutLines(session);
        Report report;
        try (Engine engine = options.engine(session);
                IndexProgress progress = new IndexProgress(session)) {
            report = job(source, progress)
                    .images(
                            pictures,
                            model(checkpoint, engine),
                            options.batchSize(),
                            thumbnailSize,
                            leftOut.around(progress.embedding()));
        }
        leftOut.finish(output.resolve("embeddings").resolve("left_out"));
        return report;
    }

    private Report ofEmbeddings(Path folder) throws IOException {
        try (IndexProgress progress = new IndexProgress(session)) {
            IndexJob job = job(folder.toString(), progress);
            if (!options.isModelGiven()) {
                return job.embeddings(folder, null);
            }
            Checkpoint checkpoint = options.checkpoint(session);
            try (Engine engine = options.engine(session)) {
                return job.embeddings(folder, model(checkpoint, engine));
            }
        }
    }

    private IndexJob job(String source, IndexProgress progress) {
        return new IndexJob(
                output,
                source,
                new IndexJob.Options(overwrite, method, new Graph(m, efConstruction), options.threads(session)),
                progress);
    }

    private IndexModel model(Checkpoint checkpoint, Engine engine) {
        return new IndexModel(
                options.embedder(checkpoint, engine),
                checkpoint,
                options.tokenizer(checkpoint),
                options.precision().option());
    }
}
