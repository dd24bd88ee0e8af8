package dev.diptych.bench.machine;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.nn.machine.Product;
import dev.diptych.nn.machine.Timing;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What bounds every op on a machine: the roofline of Williams, Waterman and Patterson (2009).
 *
 * @param large the product that was timed
 * @param matmulRate floating-point operations a second of it
 * @param bandwidth bytes a second, read and written, of a sum too large for the caches
 */
public record Machine(Product large, double matmulRate, double bandwidth) {
    private static final int ELEMENTS = 1 << 25; // 128 MiB: at half of that, a cache of 32 MiB still shows
    private static final int LEAST_RUNS = 3;
    private static final double SECONDS = 0.2;

    public Machine {
        if (!(matmulRate > 0 && bandwidth > 0)) {
            throw new IllegalArgumentException(
                    "machine: matmul rate " + matmulRate + ", bandwidth " + bandwidth + ", expected numbers above 0");
        }
    }

    /** Measures both on engines that are closed afterwards. */
    public static Machine measure(Supplier<Engine> engines, DType dtype) {
        GemmBenchmark gemm = new GemmBenchmark(engines, dtype);
        Timing timing = gemm.timeLarge();
        return of(gemm.large(), timing, engines);
    }

    /** Measures the bandwidth beside what is known of the products. */
    public static Machine of(Product large, Timing timing, Supplier<Engine> engines) {
        return new Machine(large, large.flops() / timing.seconds(), bandwidth(engines));
    }

    /** The same, where the products' rate is known. */
    public static Machine of(Product large, double matmulRate, Supplier<Engine> engines) {
        return new Machine(large, matmulRate, bandwidth(engines));
    }

    /** The process' peak resident memory in bytes, or -1 where the system does not tell. */
    public static long peakMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** The least time, in seconds, in which an op of this much arithmetic and memory traffic could run. */
    public double seconds(long flops, long bytes) {
        return Math.max(flops / matmulRate, bytes / bandwidth);
    }

    private static double bandwidth(Supplier<Engine> engines) {
        Tape tape = Tape.inference();
        Tensor x = tape.input("x", DType.FLOAT32, ELEMENTS);
        Tensor sum = tape.input("sum", DType.FLOAT32, ELEMENTS);
        tape.record(new Add(x, sum, true));
        try (Engine engine = engines.get()) {
            Program program = Program.compile(tape, engine);
            float[] zeros = new float[ELEMENTS];
            engine.write(x, zeros); // touched, so that every page has memory of its own
            engine.write(sum, zeros);
            return 3.0
                    * ELEMENTS
                    * DType.FLOAT32.bytes()
                    / Timing.of(program, LEAST_RUNS, SECONDS).seconds();
        }
    }
}
