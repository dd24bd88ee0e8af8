package dev.diptych.cli.bench;

import dev.diptych.bench.StepSettings;
import dev.diptych.bench.machine.BlockProducts;
import dev.diptych.bench.machine.Machine;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.nn.machine.Product;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench gemm}: times matrix products. */
@Command(
        name = "gemm",
        description = "Time matrix products, large ones and a model's, as a training step runs them.",
        footer = {
            "",
            "Products of [M, K] by [K, N]: of square matrices, and of one block of each tower of the model that bench"
                    + " step trains with the same options. NT is a layer's forward pass, NN the gradient of its input,"
                    + " TN the gradient of its weights. Prints medians. Unless --threads or OMP_NUM_THREADS is given,"
                    + " 2 threads compute here.",
            "",
            "Example:",
            "  diptych bench gemm --batch 32 --image 224 --patch 32 --width 768 --context 77"
        },
        customSynopsis = "diptych bench gemm [OPTION]...",
        sortOptions = false)
public final class BenchGemmCommand implements Callable<Integer> {
    private static final String ROW = "%-16s %-4s %6s %6s %6s %9s %9s%n";
    private static final List<Integer> SQUARES = List.of(1024, 2048, 4096);

    private final Session session;

    @Mixin
    private SizeOptions sizes = new SizeOptions();

    @Option(
            names = "--square",
            paramLabel = "N",
            split = ",",
            description = "Sides of the square matrices, separated by commas (default: 1024,2048,4096).")
    private List<Integer> squares = SQUARES;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private PrecisionOption precision = new PrecisionOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public BenchGemmCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Precision format = precision.on(device, session);
        StepSettings settings = sizes.settings(
                1, 1, 4096, 256, format, OptimizerConfig.DEFAULT, StepOptions.DEFAULT, Optional.empty(), 1);
        List<Product> large = squares.stream().map(Product::square).toList();
        List<Product> ofBlocks = BlockProducts.of(settings.model(), settings.batch());
        int count = threads.ofBenchmark(session);
        session.note("timing " + (large.size() + ofBlocks.size()) + " products on " + device.resolved() + ", " + count
                + (count == 1 ? " thread ..." : " threads ..."));
        GemmBenchmark benchmark = new GemmBenchmark(device.engines(count), format.compute());
        session.out().printf(Locale.ROOT, ROW, "product", "form", "M", "N", "K", "ms", "GFLOP/s");
        large.forEach(product -> time(benchmark, product));
        double seconds = 0;
        for (Product product : ofBlocks) {
            seconds += time(benchmark, product);
        }
        double flops = ofBlocks.stream().mapToDouble(Product::flops).sum();
        Machine machine = Machine.measure(device.engines(count), format.compute());
        session.out().printf(Locale.ROOT, "%nthe blocks' products together %.1f GFLOP/s%n", flops / seconds / 1e9);
        session.out()
                .printf(
                        Locale.ROOT,
                        "matmul rate %.1f GFLOP/s (%s)  memory bandwidth %.1f GB/s%n",
                        machine.matmulRate() / 1e9,
                        machine.large().name(),
                        machine.bandwidth() / 1e9);
        return ExitCode.DONE;
    }

    private double time(GemmBenchmark benchmark, Product product) {
        double seconds = benchmark.time(product).seconds();
        session.out()
                .printf(
                        Locale.ROOT,
                        ROW,
                        product.name(),
                        product.form(),
                        product.m(),
                        product.n(),
                        product.k(),
                        String.format(Locale.ROOT, "%.2f", seconds * 1e3),
                        String.format(Locale.ROOT, "%.1f", product.flops() / seconds / 1e9));
        session.out().flush();
        return seconds;
    }
}
