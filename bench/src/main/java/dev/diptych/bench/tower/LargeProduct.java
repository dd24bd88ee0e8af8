package dev.diptych.bench.tower;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.nn.machine.Product;
import dev.diptych.nn.machine.Timing;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.fixed.FixedWeights;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The product whose rate is the machine's in a precision: as training's benchmarks have it, or on integers. */
final class LargeProduct {
    private static final double SECONDS = 1.0 / 3;

    private final Supplier<Engine> engines;
    private final Precision precision;
    private final GemmBenchmark gemm;

    LargeProduct(Supplier<Engine> engines, Precision precision) {
        this.engines = engines;
        this.precision = precision;
        this.gemm = new GemmBenchmark(engines, precision.compute());
    }

    /** Which product it is. */
    Product kind() {
        return precision == Precision.INT8 ? Product.LARGE : gemm.large();
    }

    long flops() {
        return kind().flops();
    }

    Timing time() {
        return precision == Precision.INT8 ? timeIntegers() : gemm.timeLarge();
    }

    /** A linear layer, whose rows are rounded as they come. */
    private Timing timeIntegers() {
        int side = Product.LARGE.m();
        try (Engine engine = engines.get()) {
            Tape tape = FixedWeights.tape(precision);
            Tensor rows = tape.input("rows", DType.FLOAT32, side, side);
            Tensor weights = Tensor.create("weights", DType.FLOAT32, Role.PARAMETER, Shape.of(side, side));
            weights.storage()
                    .place(engine.allocate(DType.FLOAT32, weights.shape().elements()), 0);
            tape.record(Matmul.linear(rows, weights, null, tape.input("out", DType.FLOAT32, side, side)));
            Program program = Program.compile(tape, engine);
            SplittableRandom random = new SplittableRandom(0);
            fill(engine, rows, random);
            fill(engine, weights, random);
            return Timing.of(program, 1, SECONDS);
        }
    }

    private static void fill(Engine engine, Tensor tensor, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt() * 0x1p-31f;
        }
        engine.write(tensor, values);
    }
}
