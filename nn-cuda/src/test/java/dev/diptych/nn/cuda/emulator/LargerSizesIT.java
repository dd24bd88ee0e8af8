package dev.diptych.nn.cuda.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.cuda.kernel.NormGradSum;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.oracle.Oracle;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What small sizes do not reach, against the engine for CPUs, which meets the contract: more blocks, more passes, wide rows. */
class LargerSizesIT {
    /** Sums of thousands of float32, in another order than the other engine's. */
    private static final double SUMS = 3e-5;

    /** Results that are rounded to bfloat16 on both sides. */
    private static final double HALVES = 1e-2;

    @ParameterizedTest
    @ValueSource(ints = {264, 520, 776, 1032, 2056})
    void normalisesWideRows(int width) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
            check(dtype == DType.FLOAT32 ? SUMS : HALVES, t -> {
                Tensor x = t.floats(5, width);
                Tensor gamma = t.floats(width);
                Tensor mean = t.result(DType.FLOAT32, 5);
                Tensor variance = t.result(DType.FLOAT32, 5);
                Tensor beta = t.floats(width);
                LayerNorm forward = new LayerNorm(x, gamma, beta, 1e-5f, mean, variance, t.result(dtype, 5, width));
                return List.of(forward, gradient(t, forward, dtype, 5, width, true));
            });
        }
    }

    @Test
    void normalisesMoreRowsThanItHasWarps() {
        for (int width : new int[] {8, 9}) {
            check(SUMS, t -> {
                LayerNorm forward = new LayerNorm(
                        t.floats(2500, width),
                        t.floats(width),
                        t.floats(width),
                        1e-5f,
                        t.result(DType.FLOAT32, 2500),
                        t.result(DType.FLOAT32, 2500),
                        t.result(DType.FLOAT32, 2500, width));
                return List.of(forward, gradient(t, forward, DType.FLOAT32, 2500, width, false));
            });
        }
    }

    private static Primitive gradient(Twin t, LayerNorm forward, DType dtype, int rows, int width, boolean accumulate) {
        return new LayerNorm.Grad(
                forward.x(),
                forward.gamma(),
                forward.epsilon(),
                forward.mean(),
                forward.variance(),
                t.normal(dtype, rows, width),
                t.result(DType.FLOAT32, rows, width),
                t.result(DType.FLOAT32, width),
                t.result(DType.FLOAT32, width),
                accumulate);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "BFLOAT16"})
    void addsUpManyRowsAndColumns(DType dtype) {
        check(SUMS, t -> List.of(new ColumnSum(t.normal(dtype, 450, 520), t.result(DType.FLOAT32, 520), false)));
        check(SUMS, t -> List.of(new ColumnSum(t.normal(dtype, 3, 8), t.result(DType.FLOAT32, 8), true)));
    }

    /** Two passes of the sort, three of its tiles; runs of equal ids over many chunks. */
    @Test
    void scattersManyTokens() {
        for (int width : new int[] {5, 8, 136}) {
            for (int ids : new int[] {600, 4}) {
                check(SUMS, t -> {
                    Tensor tokens = t.ids(ids, 50, 49);
                    Tensor dout = t.floats(50, 49, width);
                    return List.of(
                            new Embedding(
                                    tokens,
                                    t.floats(600, width),
                                    t.floats(51, width),
                                    t.result(DType.FLOAT32, 50, 49, width)),
                            new Embedding.Grad(
                                    tokens,
                                    dout,
                                    t.result(DType.FLOAT32, 600, width),
                                    t.result(DType.FLOAT32, 51, width),
                                    ids == 4));
                });
            }
        }
    }

    @Test
    void losesOverMoreThanABlockOfPairs() {
        for (boolean grouped : new boolean[] {false, true}) {
            check(SUMS, t -> {
                Tensor similarities = t.floats(301, 301);
                Tensor scale = t.given(1.5f);
                Tensor groups = grouped ? t.ids(200, 301) : null;
                return List.of(
                        new InfoNce(
                                similarities,
                                scale,
                                groups,
                                t.result(DType.FLOAT32, 1),
                                t.result(DType.FLOAT32, 301, 301),
                                t.result(DType.FLOAT32, 1)),
                        new CrossEntropy(
                                t.floats(3, 301),
                                scale,
                                groups,
                                297,
                                0.1f,
                                1,
                                t.result(DType.FLOAT32, 1),
                                t.result(DType.FLOAT32, 3, 301),
                                t.result(DType.FLOAT32, 1)),
                        new SigmoidLoss(
                                similarities,
                                scale,
                                t.given(-2),
                                groups,
                                t.result(DType.FLOAT32, 1),
                                t.result(DType.FLOAT32, 301, 301),
                                t.result(DType.FLOAT32, 1),
                                t.result(DType.FLOAT32, 1)));
            });
        }
    }

    @Test
    void movesSixteenBytesAtATime() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
            check(HALVES, t -> {
                Tensor rows = t.ids(1, 1);
                return List.of(
                        new PatchGather(t.floats(2, 3, 32, 32), 16, t.result(dtype, 8, 768)),
                        new SelectRows(t.normal(dtype, 40, 24), rows, t.result(dtype, 1, 24)),
                        new SelectRows.Grad(t.normal(dtype, 1, 24), rows, t.result(dtype, 40, 24), false),
                        new SelectRows.Grad(t.normal(dtype, 1, 24), rows, t.result(dtype, 40, 24), true));
            });
        }
        check(SUMS, t -> {
            Tensor out = t.result(DType.FLOAT32, 70, 5, 16);
            return List.of(
                    new PrependClass(t.floats(70, 4, 16), t.floats(16), t.floats(5, 16), out),
                    new PrependClass.Grad(
                            out,
                            t.result(DType.FLOAT32, 70, 4, 16),
                            t.result(DType.FLOAT32, 16),
                            t.result(DType.FLOAT32, 5, 16),
                            true));
        });
    }

    @Test
    void stepsOverRunsOfParameters() {
        check(SUMS, t -> {
            int count = 600_000; // more than 1056 blocks of 256 runs of 8 would be 2.2 million; unaligned ones are
            Tensor gradient = t.floats(count);
            Tensor factor = t.result(DType.FLOAT32, 1);
            return List.of(
                    new GradientNorm(List.of(gradient, t.floats(301)), 3, t.result(DType.FLOAT32, 1), factor),
                    new AdamWStep(
                            t.result(DType.FLOAT32, 1000),
                            t.floats(1000),
                            t.result(DType.FLOAT32, 1000),
                            t.result(t.positive(1000)),
                            t.given(1e-2f, 0.1f, 0.02f),
                            factor,
                            t.given(1),
                            0.9f,
                            0.98f,
                            1e-6f,
                            0.2f,
                            1));
        });
    }

    @Test
    void keepsARoundedCopyOfWhatItSteps() {
        List<BiFunction<Twin, Integer, ParameterUpdate>> updates =
                List.of(LargerSizesIT::adamW, LargerSizesIT::lion, LargerSizesIT::descent);
        for (BiFunction<Twin, Integer, ParameterUpdate> update : updates) {
            keepsARoundedCopy(update);
        }
    }

    private static ParameterUpdate adamW(Twin t, int count) {
        return new AdamWStep(
                t.result(DType.FLOAT32, count),
                t.floats(count),
                t.floats(count),
                t.positive(count),
                t.given(1e-2f, 0.1f, 0.02f),
                t.given(1),
                t.given(1),
                0.9f,
                0.98f,
                1e-6f,
                0.2f,
                1);
    }

    private static ParameterUpdate lion(Twin t, int count) {
        return new LionStep(
                t.result(DType.FLOAT32, count),
                t.floats(count),
                t.floats(count),
                t.given(1e-2f, 0.1f, 0.02f),
                t.given(1),
                t.given(1),
                0.9f,
                0.99f,
                0.2f,
                1);
    }

    private static ParameterUpdate descent(Twin t, int count) {
        return new Descent(
                t.result(DType.FLOAT32, count), t.floats(count), t.given(1e-2f, 0.1f, 0.02f), t.given(1), 0.2f, 1);
    }

    private static void keepsARoundedCopy(BiFunction<Twin, Integer, ParameterUpdate> update) {
        try (EmulatedEngine engine = new EmulatedEngine(false)) {
            for (int count : new int[] {16, 19}) {
                List<float[]> values = Twin.run(engine, t -> {
                    ParameterUpdate step = update.apply(t, count);
                    Tensor copy = t.result(DType.BFLOAT16, count);
                    engine.run(engine.kernels().of(step, copy)).run();
                    return List.of();
                });
                for (int i = 0; i < count; i++) {
                    assertThat(values.get(1)[i]).isEqualTo(BFloat16.round(values.get(0)[i]));
                }
            }
        }
    }

    private record Rows(int rows, int width) {}

    /** By runs of eight and by single elements; over more rows than one pass of the warps takes. */
    @Test
    void addsANormsGradientToTheStreamAndRoundsTheSum() {
        for (Rows c : List.of(new Rows(13, 16), new Rows(7, 31), new Rows(3, 264))) {
            for (boolean rounds : new boolean[] {false, true}) {
                for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
                    Function<Twin, List<Primitive>> build = t -> intoStream(t, c, dtype, rounds);
                    List<float[]> expected = Twin.run(new Oracle(), build);
                    for (boolean reversed : new boolean[] {false, true}) {
                        try (Engine emulated = new EmulatedEngine(reversed)) {
                            List<float[]> actual = Twin.run(emulated, build);
                            int exact = rounds ? actual.size() - 1 : actual.size();
                            Twin.compare("" + c, actual.subList(0, exact), expected.subList(0, exact), SUMS);
                            if (rounds) {
                                float[] sum = actual.get(0);
                                float[] rounded = actual.get(exact);
                                for (int i = 0; i < sum.length; i++) {
                                    assertThat(rounded[i]).isEqualTo(BFloat16.round(sum[i]));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static List<Primitive> intoStream(Twin t, Rows c, DType dtype, boolean rounds) {
        Tensor sum = t.result(DType.FLOAT32, c.rows, c.width);
        LayerNorm forward = new LayerNorm(
                t.floats(c.rows, c.width),
                t.floats(c.width),
                t.floats(c.width),
                1e-5f,
                t.floats(c.rows),
                t.floats(c.rows),
                t.floats(c.rows, c.width));
        LayerNorm.Grad gradient = new LayerNorm.Grad(
                forward.x(),
                forward.gamma(),
                forward.epsilon(),
                forward.mean(),
                forward.variance(),
                t.normal(dtype, c.rows, c.width),
                t.floats(c.rows, c.width),
                t.result(DType.FLOAT32, c.width),
                t.result(DType.FLOAT32, c.width),
                true);
        Tensor rounded = rounds ? t.result(DType.BFLOAT16, c.rows, c.width) : null;
        return List.of(forward, new NormGradSum(gradient, sum, rounded));
    }

    /** All that a bfloat16 tells apart from -9 to 9, which is where the curves bend, and what is far beyond. */
    @ParameterizedTest
    @EnumSource(Activation.Kind.class)
    void activationsInBfloat16AreRightToTheirLastBit(Activation.Kind kind) {
        List<Float> all = new ArrayList<>(List.of(100f, -100f, -0f));
        for (float x = 0; x <= 9; x = BFloat16.toFloat((short) (BFloat16.of(x) + (x < 0.01 ? 64 : 1)))) {
            all.add(x);
            all.add(-x);
        }
        while (all.size() % 8 != 0) {
            all.add(0.5f);
        }
        Function<Twin, List<Primitive>> build = t -> {
            Tensor x = t.narrow(all);
            Tensor one = t.narrow(Collections.nCopies(all.size(), 1f));
            return List.of(
                    new Activation(kind, x, t.result(DType.BFLOAT16, all.size())),
                    new Activation.Grad(kind, x, one, t.result(DType.BFLOAT16, all.size())));
        };
        List<float[]> expected = Twin.run(new Oracle(), build);
        try (Engine emulated = new EmulatedEngine(false)) {
            List<float[]> actual = Twin.run(emulated, build);
            for (int which = 0; which < 2; which++) {
                for (int i = 0; i < all.size(); i++) {
                    float right = expected.get(which)[i];
                    // Half a unit of the last place is 2^-8 of a value at most; the series is off by 1e-7 times x, and
                    // a
                    // central difference by 1e-7.
                    double allowed = Math.abs(right) * 0x1.02p-8 + 4e-7 * Math.max(1, Math.abs(all.get(i)));
                    assertThat(Math.abs(actual.get(which)[i] - right) <= allowed)
                            .as("%s %d of %s: %s, expected %s", kind, which, all.get(i), actual.get(which)[i], right)
                            .isTrue();
                }
            }
        }
    }

    private record Heads(int batch, int tokens, int heads, int depth) {}

    /** On tensor cores in bfloat16, and in float32 by plain arithmetic, whose gradients meet the contract. */
    @Test
    void attentionGradientsAgreeWithPlainOnes() {
        List<Heads> cases = List.of(
                new Heads(1, 130, 1, 64), // two passes; the next three whole, in blocks of 4, 5 and 8 warps
                new Heads(3, 50, 2, 64),
                new Heads(2, 77, 2, 64),
                new Heads(1, 128, 1, 64),
                new Heads(1, 65, 1, 80),
                new Heads(1, 129, 1, 80),
                new Heads(1, 33, 1, 88),
                new Heads(1, 49, 1, 104),
                new Heads(1, 66, 1, 128),
                new Heads(1, 80, 2, 24));
        for (Heads c : cases) {
            for (boolean causal : new boolean[] {false, true}) {
                for (boolean reversed : new boolean[] {false, true}) {
                    try (Engine engine = new EmulatedEngine(reversed)) {
                        List<float[]> plain = Twin.run(engine, t -> attention(t, c, causal, DType.FLOAT32));
                        List<float[]> fused = Twin.run(engine, t -> attention(t, c, causal, DType.BFLOAT16));
                        // The result, the probabilities and the scores' gradients are rounded on the way.
                        Twin.compare(c + ", causal " + causal, fused, plain, 1.5 * HALVES);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 77, 130})
    void attentionHasTheSameBitsWhateverTheOrderOfThreads(int tokens) {
        Heads c = new Heads(1, tokens, 2, 64);
        List<List<float[]>> runs = new ArrayList<>();
        for (boolean reversed : new boolean[] {false, true}) {
            try (Engine engine = new EmulatedEngine(reversed)) {
                runs.add(Twin.run(engine, t -> attention(t, c, true, DType.BFLOAT16)));
            }
        }
        for (int i = 0; i < runs.get(0).size(); i++) {
            assertThat(runs.get(1).get(i)).isEqualTo(runs.get(0).get(i));
        }
    }

    private static List<Primitive> attention(Twin t, Heads c, boolean causal, DType dtype) {
        int width = c.heads * c.depth;
        Tensor qkv = t.normal(dtype, c.batch, c.tokens, 3 * width);
        Tensor dout = t.normal(dtype, c.batch, c.tokens, width);
        Tensor gradient = t.result(dtype, c.batch, c.tokens, 3 * width);
        Tensor sums = t.result(DType.FLOAT32, c.batch, c.heads, c.tokens);
        Tensor out = t.result(dtype, c.batch, c.tokens, width);
        Attention forward = new Attention(
                qkv.columns(0, width),
                qkv.columns(width, width),
                qkv.columns(2 * width, width),
                c.heads,
                causal,
                null,
                sums,
                sums,
                out);
        return List.of(
                forward,
                new Attention.Grad(
                        forward,
                        dout,
                        t.floats(c.batch, c.heads, c.tokens),
                        gradient.columns(0, width),
                        gradient.columns(width, width),
                        gradient.columns(2 * width, width)));
    }

    private static void check(double tolerance, Function<Twin, List<Primitive>> build) {
        try (Engine emulated = new EmulatedEngine(false);
                Engine host = new OneDnnEngine()) {
            Twin.compare("on both engines", Twin.run(emulated, build), Twin.run(host, build), tolerance);
        }
    }
}
