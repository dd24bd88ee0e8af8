package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.fixed.FixedMatmul;
import dev.diptych.nn.op.fixed.QuantizedMatmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Products by weights that engines may keep in a form of their own. */
final class FixedWeightsContractTest {
    private static final int N = 128;
    private static final int K = 64;

    private record Case(int m, int n, int k) {}

    private static final List<Case> RAGGED = List.of(
            new Case(1, 1, 1),
            new Case(1, 7, 3),
            new Case(5, 1, 2),
            new Case(17, 13, 31),
            new Case(33, 48, 20),
            new Case(1, 64, 96),
            new Case(50, 128, 64));

    @EngineTest
    void multipliesAsPlainProductsDo(Supplier<Engine> engine) {
        checkEpilogues(
                engine, Trial.SUMS, (t, c) -> t.normal(c.m, c.k), (t, c) -> t.normal(c.m, c.n), FixedMatmul::new);
    }

    /** The oracle rounds neither the weights nor the result. */
    @EngineTest
    void multipliesInBfloat16(Supplier<Engine> engine) {
        checkEpilogues(
                engine, 2 * Trial.HALVES, (t, c) -> t.halves(c.m, c.k), (t, c) -> t.normal(c.m, c.n), FixedMatmul::new);
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    2 * Trial.HALVES,
                    t -> new FixedMatmul(Matmul.product(
                            t.halves(c.m, c.k), false, t.weights(c.k, c.n), false, t.halves(c.m, c.n), false)));
        }
    }

    @EngineTest
    void multipliesIntegersAsTheOracleDoes(Supplier<Engine> engine) {
        assumeQuantizes(engine);
        checkEpilogues(
                engine, Trial.SUMS, (t, c) -> t.normal(c.m, c.k), (t, c) -> t.normal(c.m, c.n), QuantizedMatmul::new);
    }

    @EngineTest
    void aRowOfZerosBecomesTheBias(Supplier<Engine> engine) {
        assumeQuantizes(engine);
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor x = t.normal(3, K);
            Tensor weight = t.weights(N, K);
            for (int k = 0; k < K; k++) {
                t.set(x, K + k, 0);
                t.set(weight, 5 * K + k, 0);
            }
            return new QuantizedMatmul(Matmul.linear(x, weight, t.normal(N), t.normal(3, N)));
        });
    }

    @EngineTest
    void aRowWithNaNBecomesNaNAndNoOtherDoes(Supplier<Engine> engine) {
        assumeQuantizes(engine);
        float[] rows = random(3 * K, 1);
        rows[K + 7] = Float.NaN;
        try (Engine opened = engine.get()) {
            Linear linear = new Linear(opened, 3, QuantizedMatmul::new);
            float[] out = linear.run(rows);
            for (int i = 0; i < out.length; i++) {
                assertThat(Float.isNaN(out[i])).as("element %d", i).isEqualTo(i / N == 1);
            }
        }
    }

    @EngineTest
    void integersGiveARowTheSameBitsAmongAnyOthers(Supplier<Engine> engine) {
        assumeQuantizes(engine);
        float[] rows = random(64 * K, 2);
        try (Engine opened = engine.get()) {
            float[] all = new Linear(opened, 64, QuantizedMatmul::new).run(rows);
            for (int count : new int[] {1, 2, 8}) {
                float[] few = new Linear(opened, count, QuantizedMatmul::new).run(Arrays.copyOf(rows, count * K));
                assertThat(few).containsExactly(Arrays.copyOf(all, few.length));
            }
        }
    }

    @EngineTest
    void theHostReadsWeightsAsItWroteThem(Supplier<Engine> engine) {
        for (Function<Matmul, Primitive> kind : kinds(engine)) {
            try (Engine opened = engine.get()) {
                Linear linear = new Linear(opened, 9, kind);
                float[] before = linear.run(random(9 * K, 3));
                float[] read = new float[N * K];
                opened.read(linear.weight, read);
                assertThat(read).containsExactly(linear.values);
                assertThat(linear.run(random(9 * K, 3))).containsExactly(before);
            }
        }
    }

    @EngineTest
    void theHostReadsWeightsThatAreMultipliedInBfloat16AsItWroteThem(Supplier<Engine> engine) {
        try (Engine opened = engine.get()) {
            Engines.assumeComputes(opened, DType.BFLOAT16);
            Linear linear = new Linear(opened, 9, DType.BFLOAT16, Linear.placed(opened), FixedMatmul::new);
            float[] before = linear.run(random(9 * K, 3));
            float[] read = new float[N * K];
            opened.read(linear.weight, read);
            assertThat(read).containsExactly(linear.values);
            assertThat(linear.run(random(9 * K, 3))).containsExactly(before);
            float[] odd = linear.values.clone();
            odd[5] = Float.NaN;
            odd[6] = Float.MIN_VALUE;
            opened.write(linear.weight, odd);
            linear.run(random(9 * K, 3));
            opened.read(linear.weight, read);
            assertThat(read).containsExactly(odd);
        }
    }

    @EngineTest
    void aProductSeesWeightsThatTheHostWritesAfterARun(Supplier<Engine> engine) {
        for (Function<Matmul, Primitive> kind : kinds(engine)) {
            try (Engine opened = engine.get()) {
                float[] rows = random(9 * K, 4);
                Linear linear = new Linear(opened, 9, kind);
                float[] before = linear.run(rows);
                float[] twice = linear.values.clone();
                for (int i = 0; i < twice.length; i++) {
                    twice[i] *= 2;
                }
                opened.write(linear.weight, twice);
                float[] after = linear.run(rows);
                for (int i = 0; i < after.length; i++) {
                    assertThat(after[i]).isEqualTo(2 * before[i]);
                }
            }
        }
    }

    @EngineTest
    void plainAndFixedProductsAndPartsOfWeightsGoTogether(Supplier<Engine> engine) {
        try (Engine opened = engine.get()) {
            float[] rows = random(9 * K, 5);
            Linear fixed = new Linear(opened, 9, FixedMatmul::new);
            float[] first = fixed.run(rows);
            Linear part = new Linear(opened, 9, fixed.weight.rows(N / 2, N / 2), FixedMatmul::new);
            Linear odd = new Linear(opened, 9, fixed.weight.rows(3, N / 2), FixedMatmul::new);
            Linear plain = new Linear(opened, 9, fixed.weight, product -> product);
            for (int i = 0; i < 2; i++) {
                assertThat(fixed.run(rows)).containsExactly(first);
                near(part.run(rows), columns(first, N / 2, N / 2));
                near(odd.run(rows), columns(first, 3, N / 2));
                near(plain.run(rows), first);
            }
        }
    }

    private static List<Function<Matmul, Primitive>> kinds(Supplier<Engine> engine) {
        try (Engine opened = engine.get()) {
            return opened.quantizes() ? List.of(FixedMatmul::new, QuantizedMatmul::new) : List.of(FixedMatmul::new);
        }
    }

    private static void near(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-4f)); // sums of 64 products
        }
    }

    private static float[] columns(float[] matrix, int from, int count) {
        float[] cut = new float[matrix.length / N * count];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = matrix[i / count * N + from + i % count];
        }
        return cut;
    }

    private static void assumeQuantizes(Supplier<Engine> engine) {
        try (Engine opened = engine.get()) {
            assumeTrue(opened.quantizes(), () -> opened.name() + " has no products of 8-bit integers here");
        }
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private interface Operand {
        Tensor of(Trial trial, Case size);
    }

    private static void checkEpilogues(
            Supplier<Engine> engine, double tolerance, Operand rows, Operand out, Function<Matmul, Primitive> kind) {
        for (Case c : RAGGED) {
            for (boolean biased : new boolean[] {false, true}) {
                for (boolean residual : new boolean[] {false, true}) {
                    for (Activation.@Nullable Kind activation :
                            new Activation.@Nullable Kind[] {null, Activation.Kind.GELU, Activation.Kind.QUICK_GELU}) {
                        Trial.check(
                                engine,
                                tolerance,
                                t -> kind.apply(new Matmul(
                                        rows.of(t, c),
                                        false,
                                        t.weights(c.n, c.k),
                                        true,
                                        1,
                                        biased ? t.normal(c.n) : null,
                                        activation,
                                        residual ? t.normal(c.m, c.n) : null,
                                        out.of(t, c),
                                        false)));
                    }
                }
            }
        }
    }

    /** A linear layer of a program of its own. */
    private static final class Linear {
        private final Engine engine;
        private final Tensor x;
        private final Tensor weight;
        private final Tensor out;
        private final float[] values;
        private final Program program;

        Linear(Engine engine, int rows, Function<Matmul, Primitive> kind) {
            this(engine, rows, placed(engine), kind);
        }

        Linear(Engine engine, int rows, Tensor weight, Function<Matmul, Primitive> kind) {
            this(engine, rows, DType.FLOAT32, weight, kind);
        }

        Linear(Engine engine, int rows, DType type, Tensor weight, Function<Matmul, Primitive> kind) {
            this.engine = engine;
            this.weight = weight;
            this.values = random(N * K, 77);
            Tape tape = Tape.inference();
            this.x = tape.input("x", type, rows, K);
            this.out = tape.output("out", rows, weight.shape().size(0));
            tape.record(kind.apply(Matmul.linear(x, weight, null, out)));
            this.program = Program.compile(tape, engine);
        }

        private static Tensor placed(Engine engine) {
            Tensor tensor = Tensor.create("weight", DType.FLOAT32, Role.PARAMETER, Shape.of(N, K));
            tensor.storage().place(engine.allocate(DType.FLOAT32, N * K), 0);
            engine.write(tensor, random(N * K, 77));
            return tensor;
        }

        float[] run(float[] rows) {
            engine.write(x, rows);
            program.run();
            float[] result = new float[Math.toIntExact(out.shape().elements())];
            engine.read(out, result);
            return result;
        }
    }
}
