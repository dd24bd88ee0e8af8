package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The primitives that mixed precision runs on bfloat16 tensors. */
final class BFloat16ContractTest {
    private record Case(int m, int n, int k) {}

    private static final List<Case> RAGGED = List.of(
            new Case(1, 7, 3),
            new Case(5, 1, 2),
            new Case(17, 13, 31),
            new Case(33, 48, 20),
            new Case(64, 32, 96),
            new Case(131, 258, 97));

    @EngineTest
    void multipliesEveryTransposition(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (int transposes = 0; transposes < 4; transposes++) {
                boolean ta = (transposes & 1) != 0;
                boolean tb = (transposes & 2) != 0;
                for (boolean wide : new boolean[] {false, true}) {
                    Trial.check(
                            engine,
                            wide ? Trial.SUMS : Trial.HALVES,
                            t -> Matmul.product(
                                    ta ? t.halves(c.k, c.m) : t.halves(c.m, c.k),
                                    ta,
                                    tb ? t.halves(c.n, c.k) : t.halves(c.k, c.n),
                                    tb,
                                    wide ? t.normal(c.m, c.n) : t.halves(c.m, c.n),
                                    false));
                }
            }
        }
    }

    @EngineTest
    void roundsWeightsToTheTypeOfWhatTheyMultiply(Supplier<Engine> engine) {
        // The oracle keeps the weights' lower bits: each product is off by 2^-9 of itself.
        for (Case c : RAGGED) {
            for (boolean transposed : new boolean[] {false, true}) {
                Trial.check(
                        engine,
                        Trial.HALVES,
                        t -> Matmul.product(
                                t.halves(c.m, c.k),
                                false,
                                transposed ? t.normal(c.n, c.k) : t.normal(c.k, c.n),
                                transposed,
                                t.normal(c.m, c.n),
                                false));
            }
        }
    }

    @EngineTest
    void addsTheResidualInFloat32(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    Trial.SUMS,
                    t -> matmul(
                            t.halves(c.m, c.k),
                            t.halves(c.n, c.k),
                            t.normal(c.n),
                            null,
                            t.normal(c.m, c.n),
                            t.normal(c.m, c.n)));
        }
    }

    @EngineTest
    void appliesActivationsAfterTheProduct(Supplier<Engine> engine) {
        for (Activation.Kind kind : Activation.Kind.values()) {
            Trial.check(
                    engine,
                    Trial.HALVES,
                    t -> matmul(t.halves(17, 31), t.halves(13, 31), t.normal(13), kind, null, t.halves(17, 13)));
        }
    }

    @EngineTest
    void addsToAGradientInBFloat16(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.HALVES,
                t -> Matmul.product(t.halves(17, 31), false, t.normal(31, 13), false, t.halves(17, 13), true));
    }

    @EngineTest
    void addsUpWeightAndBiasGradientsInFloat32(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(
                    engine,
                    2 * Trial.SUMS, // sums of up to 131
                    t -> new WeightGrad(t.halves(c.m, c.k), t.halves(c.m, c.n), t.normal(c.n, c.k), t.normal(c.n)));
        }
    }

    @EngineTest
    void addsUpColumns(Supplier<Engine> engine) {
        for (boolean accumulate : new boolean[] {false, true}) {
            for (Case c : RAGGED) {
                Trial.check(engine, 2 * Trial.SUMS, t -> new ColumnSum(t.halves(c.m, c.n), t.normal(c.n), accumulate));
            }
        }
    }

    @EngineTest
    void copiesAndAddsAcrossTypes(Supplier<Engine> engine) {
        for (boolean accumulate : new boolean[] {false, true}) {
            Trial.check(engine, Trial.HALVES, t -> new Add(t.normal(7, 33), t.halves(7, 33), accumulate));
            Trial.check(engine, Trial.SUMS, t -> new Add(t.halves(7, 33), t.normal(7, 33), accumulate));
            Trial.check(engine, Trial.SUMS, t -> new Add(t.halves(7, 33), t.apart(7, 33), accumulate));
        }
    }

    @EngineTest
    void normalisesTheStreamIntoBFloat16(Supplier<Engine> engine) {
        for (int width : new int[] {3, 16, 65}) {
            Trial.check(engine, Trial.HALVES, t -> norm(t, 19, width));
        }
    }

    @EngineTest
    void carriesNormGradientsToTheStream(Supplier<Engine> engine) {
        for (boolean accumulate : new boolean[] {false, true}) {
            for (int width : new int[] {3, 16, 65}) {
                Trial.check(engine, 3 * Trial.SUMS, t -> {
                    LayerNorm forward = norm(t, 19, width);
                    t.prepare(forward);
                    return new LayerNorm.Grad(
                            forward.x(),
                            forward.gamma(),
                            forward.epsilon(),
                            forward.mean(),
                            forward.variance(),
                            t.halves(19, width),
                            t.normal(19, width),
                            t.normal(width),
                            t.normal(width),
                            accumulate);
                });
            }
        }
    }

    @EngineTest
    void activates(Supplier<Engine> engine) {
        for (Activation.Kind kind : Activation.Kind.values()) {
            Trial.check(engine, Trial.HALVES, t -> new Activation(kind, t.halves(7, 33), t.halves(7, 33)));
            Trial.check(
                    engine,
                    Trial.HALVES,
                    t -> new Activation.Grad(kind, t.halves(7, 33), t.halves(7, 33), t.halves(7, 33)));
        }
    }

    @EngineTest
    void attendsWithScoresInFloat32(Supplier<Engine> engine) {
        // Probabilities are rounded, and so is what they add up to.
        for (boolean causal : new boolean[] {false, true}) {
            Trial.check(engine, 2 * Trial.HALVES, t -> attention(t, causal));
        }
        Trial.check(engine, 2 * Trial.HALVES, t -> pooled(t));
    }

    @EngineTest
    void carriesAttentionGradients(Supplier<Engine> engine) {
        // Probabilities, their gradients and the scores' are rounded on the way: three times 2^-9.
        for (boolean causal : new boolean[] {false, true}) {
            Trial.check(engine, 3 * Trial.HALVES, t -> {
                Attention forward = attention(t, causal);
                t.prepare(forward);
                Tensor gradient = t.halves(2, 9, 48);
                return new Attention.Grad(
                        forward,
                        t.halves(2, 9, 16),
                        t.halves(2, 2, 9, 9),
                        gradient.columns(0, 16),
                        gradient.columns(16, 16),
                        gradient.columns(32, 16));
            });
        }
    }

    @EngineTest
    void attendsToASingleToken(Supplier<Engine> engine) {
        Trial.check(engine, Trial.HALVES, t -> {
            Tensor qkv = t.halves(3, 1, 24);
            return new Attention(
                    qkv.columns(0, 8),
                    qkv.columns(8, 8),
                    qkv.columns(16, 8),
                    2,
                    false,
                    null,
                    t.normal(3, 2, 1, 1),
                    t.halves(3, 2, 1, 1),
                    t.halves(3, 1, 8));
        });
    }

    @EngineTest
    void cutsImagesIntoBFloat16Patches(Supplier<Engine> engine) {
        Trial.check(engine, Trial.HALVES, t -> new PatchGather(t.normal(2, 3, 12, 12), 4, t.halves(18, 48)));
    }

    @EngineTest
    void picksRowsAndPutsThemBack(Supplier<Engine> engine) {
        Trial.check(engine, Trial.EXACT, t -> new SelectRows(t.halves(11, 5), t.distinct(11, 4), t.halves(4, 5)));
        for (boolean accumulate : new boolean[] {false, true}) {
            Trial.check(
                    engine,
                    Trial.HALVES,
                    t -> new SelectRows.Grad(t.halves(4, 5), t.distinct(11, 4), t.halves(11, 5), accumulate));
        }
    }

    @EngineTest
    void repeatsRowsRounded(Supplier<Engine> engine) {
        Trial.check(engine, Trial.HALVES, t -> new Repeat(t.normal(3, 17), t.halves(5, 3, 17)));
    }

    @EngineTest
    void averagesTokensWithSumsInFloat32(Supplier<Engine> engine) {
        for (int first : new int[] {0, 1}) {
            Trial.check(engine, Trial.HALVES, t -> new AverageTokens(t.halves(3, 65, 17), first, t.halves(3, 1, 17)));
            for (boolean accumulate : new boolean[] {false, true}) {
                Trial.check(
                        engine,
                        Trial.HALVES,
                        t -> new AverageTokens.Grad(t.halves(3, 1, 17), first, t.halves(3, 65, 17), accumulate));
            }
        }
    }

    @EngineTest
    void weighsBranchesIntoTheStream(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> new LayerScale(t.halves(19, 65), t.normal(65), t.normal(19, 65), t.normal(19, 65)));
        for (boolean accumulate : new boolean[] {false, true}) {
            Trial.check(
                    engine,
                    Trial.HALVES,
                    t -> new LayerScale.Grad(
                            t.halves(19, 65),
                            t.normal(65),
                            t.normal(19, 65),
                            t.halves(19, 65),
                            t.normal(65),
                            accumulate));
        }
    }

    private static LayerNorm norm(Trial t, int rows, int width) {
        return new LayerNorm(
                t.around(1, 2, rows, width),
                t.around(1, 0.3, width),
                t.normal(width),
                1e-5f,
                t.normal(rows),
                t.around(1, 0.1, rows),
                t.halves(rows, width));
    }

    private static Attention attention(Trial t, boolean causal) {
        Tensor qkv = t.halves(2, 9, 48);
        return new Attention(
                qkv.columns(0, 16),
                qkv.columns(16, 16),
                qkv.columns(32, 16),
                2,
                causal,
                null,
                t.normal(2, 2, 9, 9),
                t.halves(2, 2, 9, 9),
                t.halves(2, 9, 16));
    }

    private static Attention pooled(Trial t) {
        Tensor kv = t.halves(3, 9, 32);
        return new Attention(
                t.halves(3, 1, 16),
                kv.columns(0, 16),
                kv.columns(16, 16),
                2,
                false,
                t.ids(9, 3),
                t.normal(3, 2, 1, 9),
                t.halves(3, 2, 1, 9),
                t.halves(3, 1, 16));
    }

    /** NullAway does not see that a compiled record takes null for its activation, whose type is a nested one. */
    @SuppressWarnings("NullAway")
    private static Matmul matmul(
            Tensor a,
            Tensor b,
            Tensor bias,
            Activation.@Nullable Kind activation,
            @Nullable Tensor residual,
            Tensor out) {
        return new Matmul(a, false, b, true, 1, bias, activation, residual, out, false);
    }
}
