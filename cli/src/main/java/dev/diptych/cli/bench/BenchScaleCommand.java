package dev.diptych.cli.bench;

import dev.diptych.bench.scale.IngestCost;
import dev.diptych.bench.scale.Link;
import dev.diptych.bench.scale.TrainingCost;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diptych bench scale}: what more machines than there are would take. */
@Command(
        name = "scale",
        description = "Reckon what a training on more ranks, or an ingest on more machines, would take.",
        footer = {
            "",
            "Nothing is measured here: the figures are those of `bench step`, alone and under mpirun, and of `ingest`. docs/scale.md says how"
                    + " they are put together and what is assumed.",
            "",
            "Examples:",
            "  diptych bench scale --step-seconds 0.19 --pairs 64 --parameters 11e6 --sum 2:32:44e6:0.021"
                    + " --sum 4:32:44e6:0.048 --ranks 1,2,4,8",
            "  diptych bench scale --images 5e9 --machines 100 --cores 64 --images-per-second 340"
        },
        customSynopsis = {
            "diptych bench scale --step-seconds S --pairs N --parameters N [OPTION]...",
            "       diptych bench scale --images N --machines N --cores N --images-per-second N [OPTION]..."
        },
        sortOptions = false)
public final class BenchScaleCommand implements Callable<Integer> {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";
    private static final Pattern SUM = Pattern.compile("(\\d{1,6}):(\\d{1,6}):([0-9.e]+):([0-9.e-]+)");
    private static final double MICRO = 1e-6;
    private static final double GIGA = 1e9;
    private static final int HOUR = 3600;

    private final Session session;

    @Option(
            names = "--step-seconds",
            paramLabel = "S",
            description = "What one rank alone takes for a step of its pairs.")
    private @Nullable Double stepSeconds;

    @Option(names = "--pairs", paramLabel = "N", description = "Pairs of a rank in a step.")
    private int pairs;

    @Option(names = "--parameters", paramLabel = "N", description = "Learnt values of the model.")
    private double parameters;

    @Option(names = "--embed", paramLabel = "N", description = "Size of the embedding space" + DEFAULT)
    private int embed = 512;

    @Option(names = "--rate", paramLabel = "F", description = "FLOP/s of a rank's products, for the loss" + DEFAULT)
    private double rate = 1e12;

    @Option(names = "--ranks", split = ",", paramLabel = "N", description = "How many ranks" + DEFAULT)
    private List<Integer> ranks = List.of(1, 8, 16, 32, 64, 128, 256, 512, 1024);

    @Option(names = "--per-host", paramLabel = "N", description = "Ranks of a host" + DEFAULT)
    private int perHost = 1;

    @Option(
            names = "--inside",
            paramLabel = "GB/s:us",
            description = "Bandwidth and latency of a rank between those of a host" + DEFAULT)
    private String inside = "450:5";

    @Option(
            names = "--outside",
            paramLabel = "GB/s:us",
            description = "Bandwidth and latency of a rank between hosts" + DEFAULT)
    private String outside = "1.25:30";

    @Option(
            names = "--sum",
            paramLabel = "R:PARTS:BYTES:S",
            description = "A sum that `bench step` timed on R ranks; two or more make --outside. Repeatable.")
    private List<String> sums = List.of();

    @Option(names = "--images", paramLabel = "N", description = "Images that are ingested.")
    private @Nullable Double images;

    @Option(names = "--machines", paramLabel = "N", description = "Machines that share them" + DEFAULT)
    private int machines = 1;

    @Option(names = "--cores", paramLabel = "N", description = "Cores of a machine" + DEFAULT)
    private int cores = 1;

    @Option(names = "--images-per-second", paramLabel = "N", description = "What a core ingests.")
    private double imagesPerSecond;

    @Option(names = "--bytes-in", paramLabel = "N", description = "Of an image as it comes" + DEFAULT)
    private double bytesIn = 150e3;

    @Option(names = "--bytes-out", paramLabel = "N", description = "Of what is written of it" + DEFAULT)
    private double bytesOut = 25e3;

    @Option(names = "--network", paramLabel = "GB/s", description = "Of a machine, each way" + DEFAULT)
    private double network = 1.25;

    public BenchScaleCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if ((stepSeconds == null) == (images == null)) {
            throw new UsageException("diptych bench scale: --step-seconds and --images: "
                    + (images == null ? "neither" : "both") + " given, expected one of them");
        }
        try {
            if (stepSeconds != null) {
                training(stepSeconds);
            } else if (images != null) {
                ingest(images);
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("diptych bench scale: " + e.getMessage());
        }
        return ExitCode.DONE;
    }

    private void training(double seconds) {
        Link between = sums.isEmpty() ? link("--outside", outside) : Link.fitted(timed());
        TrainingCost cost = new TrainingCost(
                Math.round(parameters), embed, pairs, seconds, rate, perHost, link("--inside", inside), between);
        session.out()
                .printf(
                        Locale.ROOT,
                        "between hosts %.2f GB/s, %.0f us a message%n",
                        between.bandwidth() / GIGA,
                        between.latency() / MICRO);
        session.out()
                .println("  ranks   pairs/step   compute ms   features ms       sum ms  not hidden ms    step ms"
                        + "       pairs/s  efficiency");
        for (int count : ranks) {
            Positive.require("--ranks", count);
            TrainingCost.Step step = cost.on(count);
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%7d %12d %12.1f %13.2f %12.1f %14.1f %10.1f %13.0f %10.1f%%%n",
                            count,
                            step.pairs(),
                            step.compute() * 1e3,
                            step.features() * 1e3,
                            step.sum() * 1e3,
                            count == 1 ? 0.0 : step.exposed() * 1e3,
                            step.seconds() * 1e3,
                            step.pairsPerSecond(),
                            100 * cost.efficiency(step));
        }
    }

    private List<Link.TimedSum> timed() {
        List<Link.TimedSum> timed = new ArrayList<>();
        for (String sum : sums) {
            Matcher matcher = SUM.matcher(sum);
            if (!matcher.matches()) {
                throw new UsageException("--sum: '" + sum + "', expected ranks:parts:bytes:seconds");
            }
            timed.add(new Link.TimedSum(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Math.round(number("--sum", matcher.group(3))),
                    number("--sum", matcher.group(4))));
        }
        return timed;
    }

    private static Link link(String option, String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new UsageException(option + ": '" + text + "', expected gigabytes a second:microseconds");
        }
        return new Link(number(option, parts[1]) * MICRO, number(option, parts[0]) * GIGA);
    }

    private static double number(String option, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": '" + text + "', expected a number");
        }
    }

    private void ingest(double count) {
        IngestCost cost =
                new IngestCost(Math.round(count), machines, cores, imagesPerSecond, bytesIn, bytesOut, network * GIGA);
        session.out()
                .printf(
                        Locale.ROOT,
                        "%.1f h: processors %.1f h, network %.1f h%n%.0f images/s, %.2f GB/s in, %.1f TB of shards%n",
                        cost.seconds() / HOUR,
                        cost.computing() / HOUR,
                        cost.telling() / HOUR,
                        cost.images() / cost.seconds(),
                        cost.images() * bytesIn / cost.seconds() / GIGA,
                        cost.written() / 1e12);
    }
}
