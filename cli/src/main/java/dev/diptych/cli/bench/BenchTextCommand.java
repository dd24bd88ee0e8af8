package dev.diptych.cli.bench;

import dev.diptych.bench.text.CaptionLengths;
import dev.diptych.bench.text.TextBenchmark;
import dev.diptych.bench.text.TextBenchmark.Result;
import dev.diptych.bench.text.TextBenchmark.Settings;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.nn.engine.Engine;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench text}: times the text tower. */
@Command(
        name = "text",
        description = "Time the text tower alone on captions of unlike lengths, training and embedding.",
        footer = {
            "",
            "The lengths are the same in every run, and those of bench/text_peer.py. A training step is the tower with its"
                    + " gradient, and AdamW. Medians. Unless --threads or OMP_NUM_THREADS is given, 2 threads compute here.",
            "",
            "Example:",
            "  diptych bench text --caption-length mean=13,sd=4"
        },
        customSynopsis = "diptych bench text [OPTION]...",
        sortOptions = false)
public final class BenchTextCommand implements Callable<Integer> {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    private final Session session;

    @Option(names = "--batch", paramLabel = "N", description = "Captions at a time" + DEFAULT)
    private int batch = 256;

    @Option(names = "--width", paramLabel = "N", description = "Width, a multiple of 64" + DEFAULT)
    private int width = 512;

    @Option(names = "--layers", paramLabel = "N", description = "Blocks" + DEFAULT)
    private int layers = 12;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of a caption at most" + DEFAULT)
    private int context = 77;

    @Option(names = "--vocab", paramLabel = "N", description = "Size of the vocabulary" + DEFAULT)
    private int vocab = 49_408;

    @Option(names = "--embed", paramLabel = "N", description = "Size of the embedding space" + DEFAULT)
    private int embed = 512;

    @Option(
            names = "--caption-length",
            paramLabel = "mean=M,sd=S",
            description = "Tokens of the captions, start and end of text included, normally distributed" + DEFAULT)
    private String captionLength = "mean=13,sd=4";

    @Option(names = "--padded", description = "Pad all captions to the context, for comparison.")
    private boolean padded;

    @Option(names = "--steps", paramLabel = "N", description = "Measured runs of each" + DEFAULT)
    private int steps = 8;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private PrecisionOption precision = new PrecisionOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public BenchTextCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Positive.require("--batch", batch);
        TextBenchmark benchmark = new TextBenchmark(new Settings(
                batch,
                width,
                layers,
                context,
                vocab,
                embed,
                CaptionLengths.parse(captionLength),
                padded,
                precision.on(device, session),
                steps));
        int count = threads.ofBenchmark(session);
        session.note("timing " + batch + " captions on " + device.resolved() + ", " + count
                + (count == 1 ? " thread ..." : " threads ..."));
        try (Engine engine = device.engines(count).get()) {
            print(benchmark.run(engine));
        }
        return ExitCode.DONE;
    }

    private void print(Result result) {
        session.out()
                .printf(
                        Locale.ROOT,
                        "%d tokens in %d rows, on average %.1f tokens%n",
                        result.tokens(),
                        result.rows(),
                        (double) result.tokens() / batch);
        line("train", result.training());
        line("embed", result.embedding());
    }

    private void line(String name, double seconds) {
        session.out().printf(Locale.ROOT, "%-6s %8.1f ms  captions/s %.1f%n", name, seconds * 1e3, batch / seconds);
    }
}
