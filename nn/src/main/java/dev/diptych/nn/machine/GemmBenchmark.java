package dev.diptych.nn.machine;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Times matrix products as a training step runs them: primitives of a program, bound to an engine. */
public final class GemmBenchmark {
    private static final int LEAST_RUNS = 5;
    private static final double SECONDS = 0.2;
    private static final double LEAST_SECONDS = 1e-3;

    private final Supplier<Engine> engines;
    private final DType dtype;
    private @Nullable Product large;

    /**
     * @param engines makes an engine for each product, which is closed after it: so memory is given back
     * @param dtype of both operands and of the result
     */
    public GemmBenchmark(Supplier<Engine> engines, DType dtype) {
        this.engines = engines;
        this.dtype = dtype;
    }

    /** Times {@code product} on operands drawn from [-1, 1). */
    public Timing time(Product product) {
        return time(product, LEAST_RUNS, SECONDS);
    }

    /**
     * The product by which the machine is judged: {@link Product#LARGE}, or {@link Product#LARGEST} where the former takes
     * less than a millisecond, of which the start of the work and the wait for its end are then a good part.
     */
    public Product large() {
        if (large == null) {
            timeLarge();
        }
        return large == null ? Product.LARGE : large;
    }

    /** Times {@link #large} for a third of a second, or once where that takes longer. */
    public Timing timeLarge() {
        if (large != null) {
            return timing(large);
        }
        Timing timing = timing(Product.LARGE);
        if (timing.seconds() < LEAST_SECONDS) {
            large = Product.LARGEST;
            return timing(large);
        }
        large = Product.LARGE;
        return timing;
    }

    /** The rate of {@link #timeLarge}, in floating-point operations a second. */
    public double largeRate() {
        double seconds = timeLarge().seconds();
        return large().flops() / seconds;
    }

    private Timing timing(Product product) {
        return time(product, 1, 1.0 / 3);
    }

    private Timing time(Product product, int least, double budget) {
        Form form = product.form();
        Tape tape = Tape.inference();
        Tensor a = matrix(tape, "a", product.m(), product.k(), form.transposeA());
        Tensor b = matrix(tape, "b", product.k(), product.n(), form.transposeB());
        Tensor out = matrix(tape, "out", product.m(), product.n(), false);
        tape.record(Matmul.product(a, form.transposeA(), b, form.transposeB(), out, false));
        try (Engine engine = engines.get()) {
            Program program = Program.compile(tape, engine);
            SplittableRandom random = new SplittableRandom(0);
            fill(engine, a, random);
            fill(engine, b, random);
            return Timing.of(program, least, budget);
        }
    }

    private Tensor matrix(Tape tape, String name, int rows, int columns, boolean transposed) {
        return transposed ? tape.input(name, dtype, columns, rows) : tape.input(name, dtype, rows, columns);
    }

    private static void fill(Engine engine, Tensor tensor, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt() * 0x1p-31f;
        }
        engine.write(tensor, values);
    }
}
