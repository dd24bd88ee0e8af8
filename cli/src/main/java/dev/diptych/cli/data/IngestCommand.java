package dev.diptych.cli.data;

import dev.diptych.cli.option.SparkOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.config.ConfigFile;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.crew.CrewProvider;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.nn.engine.CacheFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych ingest}: archives in, shards out. */
@Command(
        name = "ingest",
        description = "Turn archives of captioned images into WebDataset shards.",
        footer = {
            "",
            "Without --config, every image that has a caption beside it is taken: cat.jpg with cat.txt, or with a"
                    + " cat.json that has \"caption\" or \"captions\", or with a row of a metadata.csv, .jsonl or"
                    + " .parquet in its folder. For captions in tables (CSV, JSON, Parquet, and by name those of COCO,"
                    + " Karpathy's splits and LLaVA), several archives, filters and templates write a configuration;"
                    + " configs/ingest/ and configs/recipes/ have examples. Nothing is downloaded.",
            "",
            "Images and captions that cannot be used are left out and counted by reason. manifest.jsonl says of every"
                    + " file what became of it, report.html shows it. A run that was interrupted goes on when the same"
                    + " command is given again.",
            "",
            "Examples:",
            "  diptych ingest photos.zip --output shards",
            "  diptych ingest photos.zip --output shards --encode-format jpg --image-size 256 --dedup near",
            "  diptych ingest --config photos.yaml --output shards --split train=0.98,val=0.02"
        },
        customSynopsis = {
            "diptych ingest SOURCE... --output DIR [OPTION]...",
            "       diptych ingest --config FILE --output DIR [OPTION]..."
        },
        sortOptions = false)
public final class IngestCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "0..*",
            description = "Folders, tar (also under gzip, bzip2, xz, zstd, lz4), zip, 7z and shards; lists such as"
                    + " 'a/{00000..00099}.tar', globs, parts joined by ::, and - for a tar on standard input.")
    private List<String> sources = List.of();

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder for the shards.")
    private String outputPlace = "";

    private Path output = Path.of("");

    @Option(
            names = "--incremental-mode",
            paramLabel = "MODE",
            description = "incremental (go on where the same run was interrupted), overwrite (replace the shards of"
                    + " earlier runs) or extend (add shards after theirs) (default: incremental).")
    private IncrementalMode mode = IncrementalMode.INCREMENTAL;

    @Option(names = "--overwrite", description = "The same as --incremental-mode overwrite.")
    private boolean overwrite;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Sources, caption tables and templates, in YAML; instead of SOURCE.")
    private @Nullable Path config;

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Where relative paths in the configuration start (default: the configuration's folder).")
    private @Nullable Path base;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set a key of the configuration; repeatable.")
    private List<String> overrides = List.of();

    @Option(
            names = "--max-caption-length",
            paramLabel = "N",
            description = "Leave out captions of more characters (default: 2000).")
    private @Nullable Integer maxCaptionLength;

    @Option(
            names = "--follow-links",
            description = "Follow links in folders, as those of Hugging Face's cache; links to folders once each; never"
                    + " links in archives.")
    private boolean followLinks;

    @Option(
            names = "--max-archive-memory",
            paramLabel = "MIB",
            description = "What decompressing may take; 7z -mx=9 and zstd --ultra may need more (default: 192).")
    private @Nullable Integer maxArchiveMemory;

    @Option(
            names = "--keep-score",
            paramLabel = "RULE",
            description = "Take what diptych score finds to fit: '>=0.28', or 'top 30%%' of the sources' scores.")
    private @Nullable String keepScore;

    @Option(
            names = "--scores",
            paramLabel = "DIR",
            description = "The folder of the score files (default: scores beside the shards).")
    private @Nullable String scores;

    @Option(
            names = "--score-column",
            paramLabel = "COLUMN",
            description = "The column with the scores (default: similarity_score).")
    private @Nullable String scoreColumn;

    @ArgGroup(validate = false, heading = "%nShards and images:%n", order = 800)
    private OutputOptions outputOptions = new OutputOptions();

    @Option(
            names = "--work-folder",
            paramLabel = "DIR",
            order = 911,
            description =
                    "Where the books of a run are until it has come to its end, if --output is a URL; each output has"
                            + " a folder of its own there (default: outputs in ~/.cache/diptych).")
    private @Nullable Path workFolder;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private SparkOption spark = new SparkOption();

    public IngestCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        output = Locations.path(outputPlace);
        IngestConfig read = readConfig();
        IngestReport report;
        List<String> notes = new ArrayList<>();
        try (Crew crew = crew();
                Progress progress = session.progress("ingest", "images", 0)) {
            report = Ingest.run(
                    read,
                    output,
                    books(),
                    overwrite ? IncrementalMode.OVERWRITE : mode,
                    new IngestProgress() {
                        @Override
                        public void update(At at) {
                            progress.update(at.done(), at.fraction(), leftOut(at.dropped()));
                        }

                        @Override
                        public void note(String line) {
                            notes.add(line);
                        }
                    },
                    crew);
            progress.update(report.images(), 1, leftOut(report.images() - report.kept()));
        }
        notes.forEach(session::note);
        print(report);
        return ExitCode.DONE;
    }

    private Path books() {
        Path folders = workFolder == null
                ? CacheFolder.of(session.surroundings().environment(), Path.of(System.getProperty("user.home", ".")))
                        .resolve(Locations.BOOKS)
                : workFolder;
        return Locations.books(output, folders);
    }

    private Crew crew() {
        int count = threads.count(session);
        String master = spark.master();
        return master == null
                ? Crew.threads(count)
                : spark.provider(CrewProvider.class).call(master);
    }

    private IngestConfig readConfig() {
        if (config == null && sources.isEmpty()) {
            throw new UsageException("diptych ingest: neither SOURCE nor --config, expected one of them");
        }
        if (config != null) {
            if (!sources.isEmpty()) {
                throw new UsageException("diptych ingest: both SOURCE and --config, expected one of them");
            }
            Path folder = base == null ? config.toAbsolutePath().getParent() : base;
            Path start = folder == null ? Path.of("") : folder;
            return ConfigFile.read(config, allOverrides()).as(root -> IngestConfig.from(root, start));
        }
        StringBuilder text = new StringBuilder("output: {}\nsources:\n");
        for (String source : sources) {
            text.append("  - archive: ").append(ConfigFile.quoted(source)).append('\n');
        }
        Path start = base == null ? Path.of("") : base;
        return ConfigFile.parse("arguments", text.toString(), allOverrides())
                .as(root -> IngestConfig.from(root, start));
    }

    private List<String> allOverrides() {
        List<String> all = new ArrayList<>(overrides);
        if (maxCaptionLength != null) {
            all.add("max_caption_length=" + maxCaptionLength);
        }
        if (followLinks) {
            all.add("follow_links=true");
        }
        if (maxArchiveMemory != null) {
            all.add("max_archive_memory=" + maxArchiveMemory);
        }
        if (keepScore != null) {
            all.add("keep_score=" + ConfigFile.quoted(keepScore));
        }
        if (scores != null) {
            Path folder = Locations.path(scores).toAbsolutePath();
            all.add("scores=" + ConfigFile.quoted(folder.toString()));
        }
        if (scoreColumn != null) {
            all.add("score_column=" + ConfigFile.quoted(scoreColumn));
        }
        all.addAll(outputOptions.overrides());
        return all;
    }

    private static String leftOut(long images) {
        return images == 0 ? "" : images + " left out";
    }

    private void print(IngestReport report) {
        PrintWriter out = session.out();
        out.println(output + ": " + Counted.of(report.kept(), "image") + " with "
                + Counted.of(report.captions(), "caption") + " of " + Counted.of(report.concepts(), "concept") + " in "
                + Counted.of(report.shards(), "shard"));
        for (DropReason reason : DropReason.values()) {
            Long count = report.dropped().get(reason);
            if (count != null) {
                String hint =
                        reason == DropReason.LINK && !followLinks ? "; --follow-links takes those in folders" : "";
                out.println("left out " + count + ": " + reason.code() + hint);
            }
        }
    }
}
