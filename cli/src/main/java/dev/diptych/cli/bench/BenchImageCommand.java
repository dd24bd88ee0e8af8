package dev.diptych.cli.bench;

import dev.diptych.bench.image.ImageBenchmark;
import dev.diptych.bench.image.StageTiming;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diptych bench image}: times each stage of bringing a JPEG into a shard. */
@Command(
        name = "image",
        description = "Time each stage of bringing a JPEG into a shard, on one thread.",
        footer = {
            "",
            "CPU time, medians over the second half of the rounds. ns/pixel counts the pixels of the file that is read;"
                    + " GB/s what a stage reads and writes, each once, and the last column its share of what a copy in"
                    + " memory does. JAVA_OPTS=-Ddiptych.jpeg=jdk leaves JPEG to the JDK.",
            "",
            "Example:",
            "  diptych bench image --width 4000 --height 3000 --fast"
        },
        customSynopsis = "diptych bench image [OPTION]...",
        sortOptions = false)
public final class BenchImageCommand implements Callable<Integer> {
    private static final int GENERATED = 8;
    private static final String ROW = "%-8s %9s %9s %9s %9s%n";

    private final Session session;

    @Option(names = "--images", paramLabel = "DIR", description = "A folder of JPEGs (default: eight are generated).")
    private @Nullable Path folder;

    @Option(names = "--width", paramLabel = "N", description = "Of those generated (default: ${DEFAULT-VALUE}).")
    private int width = 640;

    @Option(names = "--height", paramLabel = "N", description = "Of those generated (default: ${DEFAULT-VALUE}).")
    private int height = 480;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description = "Pixels of the shorter side that is stored (default: ${DEFAULT-VALUE}).")
    private int size = 256;

    @Option(names = "--quality", paramLabel = "N", description = "Of the JPEG stored (default: ${DEFAULT-VALUE}).")
    private int quality = 95;

    @Option(names = "--fast", description = "Decode as ingest --decode-scale fast does.")
    private boolean fast;

    @Option(names = "--rounds", paramLabel = "N", description = "Over all images (default: ${DEFAULT-VALUE}).")
    private int rounds = 60;

    public BenchImageCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Positive.require("--width", width);
        Positive.require("--height", height);
        Positive.require("--image-size", size);
        Positive.require("--rounds", rounds);
        List<byte[]> files = folder == null ? generated() : jpegs(folder);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("bench image failed: " + folder + ": no JPEG, expected at least one");
        }
        session.note("timing " + rounds + " rounds of " + files.size() + " images ...");
        ImageBenchmark benchmark = new ImageBenchmark(files, size, quality, fast);
        List<StageTiming> timings = benchmark.run(rounds);
        double bandwidth = benchmark.bandwidth();
        session.out().printf(Locale.ROOT, ROW, "stage", "ms", "ns/pixel", "GB/s", "of a copy");
        timings.forEach(timing -> print(timing, bandwidth));
        double seconds = timings.stream().mapToDouble(StageTiming::seconds).sum();
        session.out()
                .printf(
                        Locale.ROOT,
                        "%nall %.2f ms an image, %.0f images a second and thread; a copy in memory %.1f GB/s%n",
                        1e3 * seconds,
                        1 / seconds,
                        bandwidth / 1e9);
        return ExitCode.DONE;
    }

    private void print(StageTiming timing, double bandwidth) {
        session.out()
                .printf(
                        Locale.ROOT,
                        ROW,
                        timing.stage().name().toLowerCase(Locale.ROOT),
                        String.format(Locale.ROOT, "%.3f", 1e3 * timing.seconds()),
                        String.format(Locale.ROOT, "%.2f", timing.nanosPerPixel()),
                        String.format(Locale.ROOT, "%.2f", timing.rate() / 1e9),
                        String.format(Locale.ROOT, "%.1f %%", 100 * timing.rate() / bandwidth));
    }

    private List<byte[]> generated() {
        return IntStream.range(0, GENERATED)
                .mapToObj(i -> ImageBenchmark.generated(width, height, i))
                .toList();
    }

    private static List<byte[]> jpegs(Path folder) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, "*.{jpg,jpeg,JPG,JPEG}")) {
            for (Path path : paths) {
                files.add(Files.readAllBytes(path));
            }
        }
        return files;
    }
}
