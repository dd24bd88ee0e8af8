package dev.diptych.cli.model;

import dev.diptych.cli.option.SparkOption;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.EmbeddingJob.Report;
import dev.diptych.contrastive.embed.crew.EmbedWork;
import dev.diptych.contrastive.embed.crew.EmbedWork.Kind;
import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.contrastive.embed.input.TextLines;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.ShardList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych embed}: vectors of images and texts. */
@Command(
        name = "embed",
        description = "Turn images and texts into vectors that can be compared.",
        footer = {
            "",
            "Writes clip-retrieval's files: img_emb/img_emb_0.npy and text_emb/text_emb_0.npy ([N, D], rows of length"
                    + " 1), and metadata/metadata_0.parquet with a row for each of theirs; a shard in, a file of each out."
                    + " The product of two rows is their similarity. A run that was cut off goes on where it was.",
            "",
            "Example:",
            "  diptych embed --model runs/first --images pictures --texts queries.txt --output embeddings"
        },
        customSynopsis = "diptych embed --model DIR|RUN [--images DIR|SHARDS] [--texts FILE] --output DIR [OPTION]...",
        sortOptions = false)
public final class EmbedCommand implements Callable<Integer> {
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
            names = "--texts",
            paramLabel = "FILE",
            description = "Texts in UTF-8, one a line; empty lines are left out.")
    private @Nullable String textsPlace;

    private @Nullable Path texts;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder for the vectors.")
    private String outputPlace = "";

    private Path output = Path.of("");

    @Option(
            names = "--captions",
            negatable = true,
            description = "Embed the images' captions too, and leave out images without (default: where there are no"
                    + " --texts and the first image has one).")
    private @Nullable Boolean captions;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            description = "float32, or float16 for half the size (default: ${DEFAULT-VALUE}).")
    private String dtype = NpyType.FLOAT32.option();

    @Option(
            names = "--write-batch-size",
            paramLabel = "N",
            description = "Pictures of a folder, or texts, to a file (default: ${DEFAULT-VALUE}).")
    private int writeBatchSize = 10_000;

    @Option(names = "--overwrite", description = "Replace what an embed of something else wrote.")
    private boolean overwrite;

    @Mixin
    private SparkOption spark = new SparkOption();

    public EmbedCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        output = Locations.path(outputPlace);
        texts = textsPlace == null ? null : Locations.path(textsPlace);
        NpyType type = check();
        Checkpoint checkpoint = options.checkpoint(session);
        EmbedInput pictures = images == null ? null : EmbedInput.images(images, writeBatchSize, followLinks);
        EmbedInput lines = texts == null ? null : TextLines.open(texts, writeBatchSize);
        boolean withCaptions =
                lines == null && pictures != null && (captions == null ? pictures.startsWithCaption() : captions);
        EmbeddingJob job = new EmbeddingJob(
                pictures,
                withCaptions,
                lines,
                output,
                new EmbeddingJob.Options(
                        type,
                        options.batchSize(),
                        overwrite,
                        new TreeMap<>(Map.of("precision", options.precision().option()))));
        EmbedderRun run = new EmbedderRun(session, options, spark);
        List<Report> reports = run.run(
                checkpoint,
                "embed",
                counted(pictures, lines),
                job::run,
                (embedder, listener, crew, model, counts) ->
                        job.run(embedder, listener, crew, works(model, pictures, lines, withCaptions, type), counts));
        run.finish(output.resolve("left_out"));
        for (int i = 0; i < reports.size(); i++) {
            print(reports.get(i), pictures != null && i == 0, withCaptions);
        }
        return ExitCode.DONE;
    }

    private List<EmbedWork> works(
            ModelSource model,
            @Nullable EmbedInput pictures,
            @Nullable EmbedInput lines,
            boolean withCaptions,
            NpyType type) {
        List<EmbedWork> works = new ArrayList<>();
        if (pictures != null && images != null) {
            boolean shards = !Files.isDirectory(Locations.path(images)) || ShardList.areIn(Locations.path(images));
            List<Path> files = shards ? ShardList.expand(images) : List.of(Locations.path(images));
            works.add(work(model, shards ? Kind.SHARDS : Kind.PICTURES, files, withCaptions, pictures, type));
        }
        if (lines != null && texts != null) {
            works.add(work(model, Kind.TEXTS, List.of(texts), false, lines, type));
        }
        return works;
    }

    private EmbedWork work(
            ModelSource model, Kind kind, List<Path> files, boolean withCaptions, EmbedInput input, NpyType type) {
        return new EmbedWork(
                model,
                kind,
                files.stream().map(file -> file.toAbsolutePath().toString()).toList(),
                withCaptions,
                images != null,
                followLinks,
                writeBatchSize,
                input.stamp(),
                type,
                options.batchSize());
    }

    private static String counted(@Nullable EmbedInput pictures, @Nullable EmbedInput lines) {
        if (pictures == null) {
            return "texts";
        }
        return lines == null ? "images" : "images and texts";
    }

    private NpyType check() {
        if (images == null && texts == null) {
            throw new UsageException("diptych embed: neither --images nor --texts, expected at least one of them");
        }
        if (Boolean.TRUE.equals(captions) && (images == null || texts != null)) {
            throw new UsageException(
                    "diptych embed: --captions " + (images == null ? "without --images" : "with --texts")
                            + ", expected --images alone: both would be text_emb");
        }
        if (writeBatchSize < 1) {
            throw new UsageException("--write-batch-size: " + writeBatchSize + ", expected at least 1");
        }
        for (NpyType type : NpyType.values()) {
            if (type.option().equals(dtype)) {
                return type;
            }
        }
        throw new UsageException("--dtype: '" + dtype + "', expected float32 or float16");
    }

    private void print(Report report, boolean ofImages, boolean withCaptions) {
        String what = !ofImages ? "text" : "image";
        if (report.rows() == 0) {
            throw new IngestException(
                    Reason.EMPTY,
                    String.valueOf(ofImages ? images : texts),
                    "none of " + Counted.of(report.leftOut(), "sample") + " embedded, expected "
                            + (withCaptions ? "images with captions; --no-captions embeds images alone" : what + "s"));
        }
        session.out()
                .println(report.folder() + ": " + Counted.of(report.rows(), what)
                        + (withCaptions ? " with captions" : "") + " in " + Counted.of(report.partitions(), "file")
                        + (report.earlier() > 0 ? ", " + report.earlier() + " of them there before" : "")
                        + (report.leftOut() > 0 ? ", " + report.leftOut() + " left out" : ""));
    }
}
