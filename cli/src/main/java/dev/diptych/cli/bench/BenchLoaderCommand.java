package dev.diptych.cli.bench;

import dev.diptych.bench.LoaderBenchmark;
import dev.diptych.bench.LoaderBenchmark.Result;
import dev.diptych.bench.LoaderBenchmark.Settings;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diptych bench loader}: times what feeds a training. */
@Command(
        name = "loader",
        description = "Time how fast samples are read, decoded, cropped at random, normalised and tokenized.",
        footer = {
            "",
            "The order is that of a run's epochs, and nothing is trained. Opening the data and the first batch are told"
                    + " apart from the rate.",
            "",
            "Example:",
            "  diptych bench loader --data shards --image-size 224 --samples 20000"
        },
        customSynopsis = "diptych bench loader --data SHARDS [OPTION]...",
        sortOptions = false)
public final class BenchLoaderCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--data",
            paramLabel = "SHARDS",
            required = true,
            description = "Shards, a folder of images or a table of paths, as data.train of a recipe.")
    private String data = "";

    @Option(names = "--image-size", paramLabel = "N", description = "Pixels (default: ${DEFAULT-VALUE}).")
    private int imageSize = 224;

    @Option(names = "--batch-size", paramLabel = "N", description = "Pairs in a batch (default: ${DEFAULT-VALUE}).")
    private int batch = 256;

    @Option(names = "--samples", paramLabel = "N", description = "How many to load (default: ${DEFAULT-VALUE}).")
    private int samples = 10_000;

    @Option(names = "--workers", paramLabel = "N", description = "Threads that decode (default: one a core).")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--cache",
            paramLabel = "MIB",
            description = "Memory for decoded samples, in MiB (default: ${DEFAULT-VALUE}).")
    private int cache;

    public BenchLoaderCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Positive.require("--image-size", imageSize);
        Positive.require("--batch-size", batch);
        Positive.require("--samples", samples);
        Positive.require("--workers", workers);
        long start = System.nanoTime();
        try (Samples opened = SampleSources.open(data, SourceOptions.AUTO, SampleNotes.lenient(session))) {
            double openSeconds = (System.nanoTime() - start) / 1e9;
            Result result =
                    LoaderBenchmark.run(opened, new Settings(imageSize, batch, workers, samples, (long) cache << 20));
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%d samples opened in %.2f s, the first batch of %d in %.2f s%n%d samples in %.2f s, %.0f"
                                    + " samples/s%n",
                            opened.size(),
                            openSeconds,
                            batch,
                            result.firstSeconds(),
                            result.samples(),
                            result.seconds(),
                            result.rate());
        }
        return ExitCode.DONE;
    }
}
