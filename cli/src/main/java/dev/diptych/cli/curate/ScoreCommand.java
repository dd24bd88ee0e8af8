package dev.diptych.cli.curate;

import dev.diptych.cli.model.EmbedderRun;
import dev.diptych.cli.model.ModelOptions;
import dev.diptych.cli.option.SparkOption;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.ScoringJob;
import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.embed.crew.ScoreWork;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.eval.score.ScorePage;
import dev.diptych.eval.score.ScoreSummary;
import dev.diptych.eval.score.ScoreText;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.score.KeepRule;
import dev.diptych.ingest.score.KeepScore;
import dev.diptych.ingest.score.ScoreFile;
import dev.diptych.ingest.score.ScoreFiles;
import dev.diptych.ingest.shard.ShardList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych score}: how well captions fit their images. */
@Command(
        name = "score",
        description = "Score how well the captions of shards fit their images.",
        footer = {
            "",
            "Writes the cosine of each image with each of its captions (DataComp's CLIP score) into a Parquet file for"
                    + " each shard, prints quantiles and a histogram, and shows in scores.html the pairs around a"
                    + " threshold. diptych ingest --keep-score filters by these files. A run that was cut off goes on"
                    + " where it was.",
            "",
            "Example:",
            "  diptych score shards --model runs/first",
            "  diptych ingest shards --keep-score 'top 30%%' --output curated"
        },
        customSynopsis = "diptych score SHARDS --model RUN|DIR [OPTION]...",
        sortOptions = false)
public final class ScoreCommand implements Callable<Integer> {
    private static final String PAGE = "scores.html";

    private final Session session;

    @Parameters(paramLabel = "SHARDS", description = "Shards as a folder, a file, a brace list or a glob.")
    private String spec = "";

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder for the scores (default: scores beside the shards, where ingest looks for them).")
    private @Nullable String output;

    @Option(
            names = "--around",
            paramLabel = "RULE",
            description = "Show the pairs around this threshold, as of ingest's --keep-score: '>=0.28' or 'top 30%%'"
                    + " (default: ${DEFAULT-VALUE}).")
    private String around = "top 30%";

    @Option(names = "--overwrite", description = "Replace the scores of another model, or of other shards.")
    private boolean overwrite;

    @Mixin
    private SparkOption spark = new SparkOption();

    public ScoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        KeepRule rule = rule();
        Checkpoint checkpoint = options.checkpoint(session);
        List<Path> shards = ShardList.expand(spec);
        Path folder = output == null ? beside(shards) : Locations.path(output);
        Files.createDirectories(folder);
        ScoringJob job = new ScoringJob(
                shards,
                folder,
                new ScoringJob.Options(
                        options.batchSize(),
                        overwrite,
                        new TreeMap<>(Map.of("precision", options.precision().option()))));
        EmbedderRun run = new EmbedderRun(session, options, spark);
        int earlier = run.run(
                checkpoint,
                "score",
                "pairs",
                job::run,
                (embedder, listener, crew, model, counts) ->
                        job.run(embedder, listener, crew, work(model, shards), counts));
        run.finish(folder);
        ScoreFiles scores = new ScoreFiles(shards, new KeepScore(rule, ScoreFile.SCORE, folder));
        ScoreSummary summary = ScoreSummary.of(scores);
        Path page = folder.resolve(PAGE);
        ScorePage.write(
                summary,
                spec,
                "Scored by " + options.model() + ". The threshold is that of " + rule + ".",
                Imprint.of(Counted.of(shards.size(), "shard")),
                page);
        print(summary, folder, shards.size(), earlier);
        session.out().println(page);
        return ExitCode.DONE;
    }

    private ScoreWork work(ModelSource model, List<Path> shards) {
        return new ScoreWork(
                model,
                shards.stream().map(shard -> shard.toAbsolutePath().toString()).toList(),
                EmbedInput.shards(shards).stamp(),
                options.batchSize());
    }

    private KeepRule rule() {
        try {
            return KeepRule.parse(around);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--around: '" + around + "', expected " + KeepRule.FORMS);
        }
    }

    /** The folder in which all shards are has the scores in one of its own. */
    private static Path beside(List<Path> shards) {
        List<Path> folders = shards.stream()
                .map(shard -> shard.resolveSibling(ScoreFile.FOLDER))
                .distinct()
                .toList();
        if (folders.size() != 1) {
            throw new UsageException("diptych score: shards in " + folders.size()
                    + " folders without --output, expected --output DIR, or those of one folder");
        }
        return folders.get(0);
    }

    private void print(ScoreSummary summary, Path folder, int files, int earlier) {
        session.out()
                .println(folder + ": " + Counted.of(summary.cut().count(), "pair") + " scored in "
                        + Counted.of(files, "file") + (earlier > 0 ? ", " + earlier + " of them there before" : ""));
        ScoreText.lines(summary).forEach(session.out()::println);
        session.out().println(summary.cut());
    }
}
