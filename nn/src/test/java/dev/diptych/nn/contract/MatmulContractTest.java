package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.BatchMatmul;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class MatmulContractTest {
    private record Case(int m, int n, int k) {}

    private static final List<Case> RAGGED = List.of(
            new Case(1, 1, 1),
            new Case(1, 7, 3),
            new Case(5, 1, 2),
            new Case(3, 2, 1),
            new Case(17, 13, 31),
            new Case(33, 48, 20),
            new Case(64, 32, 96));

    @EngineTest
    void multipliesEveryTransposition(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int transposes = 0; transposes < 4; transposes++) {
                boolean ta = (transposes & 1) != 0;
                boolean tb = (transposes & 2) != 0;
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> Matmul.product(
                                ta ? t.normal(c.k, c.m) : t.normal(c.m, c.k),
                                ta,
                                tb ? t.normal(c.n, c.k) : t.normal(c.k, c.n),
                                tb,
                                t.normal(c.m, c.n),
                                false));
            }
        }
    }

    @EngineTest
    void multipliesBatchesOfEveryTransposition(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int transposes = 0; transposes < 4; transposes++) {
                boolean ta = (transposes & 1) != 0;
                boolean tb = (transposes & 2) != 0;
                for (boolean added : new boolean[] {false, true}) {
                    Trial.check(
                            engine,
                            Trial.SUMS,
                            t -> new BatchMatmul(
                                    ta ? t.normal(3, c.k, c.m) : t.normal(3, c.m, c.k),
                                    ta,
                                    tb ? t.normal(3, c.n, c.k) : t.normal(3, c.k, c.n),
                                    tb,
                                    -0.7f,
                                    added ? t.normal(3, c.m, c.n) : null,
                                    t.normal(3, c.m, c.n)));
                }
            }
        }
    }

    @EngineTest
    void multipliesABatchByItself(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor x = t.normal(4, 33, 33);
            return new BatchMatmul(x, false, x, true, 2, x, t.normal(4, 33, 33));
        });
    }

    @EngineTest
    void accumulatesEveryTransposition(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int transposes = 0; transposes < 4; transposes++) {
                boolean ta = (transposes & 1) != 0;
                boolean tb = (transposes & 2) != 0;
                Trial.check(
                        engine,
                        Trial.SUMS,
                        t -> matmul(
                                ta ? t.normal(c.k, c.m) : t.normal(c.m, c.k),
                                ta,
                                tb ? t.normal(c.n, c.k) : t.normal(c.k, c.n),
                                tb,
                                -0.37f,
                                null,
                                null,
                                null,
                                t.normal(c.m, c.n),
                                true));
            }
        }
    }

    @EngineTest
    void appliesEveryEpilogue(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean biased : new boolean[] {false, true}) {
                for (boolean residual : new boolean[] {false, true}) {
                    for (Activation.@Nullable Kind kind : new Activation.@Nullable Kind[] {
                        null, Activation.Kind.GELU, Activation.Kind.GELU_TANH, Activation.Kind.QUICK_GELU
                    }) {
                        Trial.check(
                                engine,
                                Trial.SUMS,
                                t -> matmul(
                                        t.normal(c.m, c.k),
                                        false,
                                        t.normal(c.n, c.k),
                                        true,
                                        0.37f,
                                        biased ? t.normal(c.n) : null,
                                        kind,
                                        residual ? t.normal(c.m, c.n) : null,
                                        t.normal(c.m, c.n),
                                        false));
                    }
                }
            }
        }
    }

    @EngineTest
    void addsTheBiasWhereItAccumulates(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> matmul(
                            t.normal(c.m, c.k),
                            false,
                            t.normal(c.n, c.k),
                            true,
                            0.37f,
                            t.normal(c.n),
                            null,
                            null,
                            t.normal(c.m, c.n),
                            true));
        }
    }

    @EngineTest
    void readsAndWritesRowsThatLieApart(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int transposes = 0; transposes < 4; transposes++) {
                boolean ta = (transposes & 1) != 0;
                boolean tb = (transposes & 2) != 0;
                for (boolean accumulate : new boolean[] {false, true}) {
                    Trial.check(
                            engine,
                            Trial.SUMS,
                            t -> Matmul.product(
                                    ta ? t.apart(c.k, c.m) : t.apart(c.m, c.k),
                                    ta,
                                    tb ? t.apart(c.n, c.k) : t.apart(c.k, c.n),
                                    tb,
                                    t.apart(c.m, c.n),
                                    accumulate));
                }
            }
        }
    }

    @EngineTest
    void appliesEpiloguesToRowsThatLieApart(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> matmul(
                            t.apart(c.m, c.k),
                            false,
                            t.apart(c.n, c.k),
                            true,
                            1,
                            t.normal(c.n),
                            Activation.Kind.GELU,
                            t.apart(c.m, c.n),
                            t.apart(c.m, c.n),
                            false));
        }
    }

    @EngineTest
    void takesLeadingAxesAsRows(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> Matmul.linear(t.normal(3, 5, 7), t.normal(11, 7), t.normal(11), t.normal(3, 5, 11)));
    }

    @EngineTest
    void multipliesMatricesThatThreadsShareOut(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> Matmul.linear(t.normal(131, 97), t.normal(258, 97), t.normal(258), t.normal(131, 258)));
    }

    @EngineTest
    void multipliesManyRowsByWeights(Supplier<Engine> engine) {
        int rows = 2053;
        for (boolean transposed : new boolean[] {false, true}) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> Matmul.product(
                            t.normal(rows, 13),
                            false,
                            transposed ? t.weights(33, 13) : t.weights(13, 33),
                            transposed,
                            t.normal(rows, 33),
                            false));
        }
        Trial.check(
                engine,
                Trial.SUMS,
                t -> matmul(
                        t.normal(rows, 13),
                        false,
                        t.weights(33, 13),
                        true,
                        1,
                        t.normal(33),
                        Activation.Kind.GELU,
                        t.normal(rows, 33),
                        t.normal(rows, 33),
                        false));
    }

    @EngineTest
    void addsUpWeightAndBiasGradients(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> new WeightGrad(t.normal(c.m, c.k), t.normal(c.m, c.n), t.normal(c.n, c.k), t.normal(c.n)));
        }
    }

    @EngineTest
    void readsOneTensorTwice(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> {
            Tensor x = t.normal(9, 13);
            return Matmul.product(x, false, x, true, t.normal(9, 9), false);
        });
    }

    /** NullAway does not see that a compiled record takes null for its activation, whose type is a nested one. */
    @SuppressWarnings("NullAway")
    private static Matmul matmul(
            Tensor a,
            boolean transposeA,
            Tensor b,
            boolean transposeB,
            float scale,
            @Nullable Tensor bias,
            Activation.@Nullable Kind activation,
            @Nullable Tensor residual,
            Tensor out,
            boolean accumulate) {
        return new Matmul(a, transposeA, b, transposeB, scale, bias, activation, residual, out, accumulate);
    }
}
