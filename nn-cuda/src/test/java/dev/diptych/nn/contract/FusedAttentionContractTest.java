package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Attention that keeps softmax sums: by tensor cores where head widths and places allow, by plain arithmetic elsewhere. */
final class FusedAttentionContractTest {
    private record Case(int batch, int tokens, int heads, int depth) {
        int width() {
            return heads * depth;
        }
    }

    /** Every compiled width, full and not; tiles of 64 tokens and chunks of 16, full, one more and one less. */
    private static final List<Case> RAGGED = List.of(
            new Case(2, 16, 2, 8),
            new Case(1, 17, 1, 32),
            new Case(2, 50, 2, 64),
            new Case(1, 77, 1, 64),
            new Case(1, 129, 1, 64),
            new Case(1, 64, 1, 72),
            new Case(1, 65, 1, 80),
            new Case(1, 33, 1, 88),
            new Case(1, 31, 1, 104),
            new Case(1, 66, 1, 128));

    /** What tensor cores do not take: few tokens, odd widths. */
    private static final List<Case> PLAIN =
            List.of(new Case(2, 1, 2, 8), new Case(1, 15, 2, 64), new Case(2, 17, 1, 12), new Case(1, 18, 1, 136));

    /** Small, for each of the oracle's gradients takes four forward passes. */
    private static final List<Case> SMALL =
            List.of(new Case(1, 16, 2, 8), new Case(1, 19, 1, 16), new Case(2, 3, 2, 5));

    @EngineTest
    void attendsOnTensorCores(Supplier<Engine> engine) {
        check(engine, RAGGED);
    }

    @EngineTest
    void attendsElsewhere(Supplier<Engine> engine) {
        check(engine, PLAIN);
    }

    private static void check(Supplier<Engine> engine, List<Case> cases) {
        // Probabilities are rounded, and so is what they add up to.
        for (Case c : cases) {
            for (boolean causal : new boolean[] {false, true}) {
                Trial.check(engine, 2 * Trial.HALVES, t -> attention(t, c, causal));
            }
        }
    }

    @EngineTest
    void keepsSumsInFloat32(Supplier<Engine> engine) {
        for (Case c : SMALL) {
            Trial.check(engine, Trial.SUMS, t -> {
                Tensor qkv = t.normal(c.batch, c.tokens, 3 * c.width());
                return attention(t, c, true, qkv, t.normal(c.batch, c.tokens, c.width()));
            });
        }
    }

    @EngineTest
    void gradientsAreItsDerivatives(Supplier<Engine> engine) {
        // The result, the probabilities and the scores' gradients are rounded on the way: three times 2^-9.
        for (Case c : SMALL) {
            for (boolean causal : new boolean[] {false, true}) {
                Trial.check(engine, 3 * Trial.HALVES, t -> {
                    Attention forward = attention(t, c, causal);
                    t.prepare(forward);
                    Tensor gradient = t.halves(c.batch, c.tokens, 3 * c.width());
                    return new Attention.Grad(
                            forward,
                            t.halves(c.batch, c.tokens, c.width()),
                            t.normal(c.batch, c.heads, c.tokens),
                            gradient.columns(0, c.width()),
                            gradient.columns(c.width(), c.width()),
                            gradient.columns(2 * c.width(), c.width()));
                });
            }
        }
    }

    /** Learnt queries, one or more of them, ask all tokens: fewer queries than tokens, and more. */
    @EngineTest
    void attendsFromLearntQueries(Supplier<Engine> engine) {
        for (Case c : List.of(new Case(2, 17, 2, 8), new Case(1, 20, 1, 64), new Case(2, 5, 3, 4))) {
            for (int queries : new int[] {1, 3, 24}) {
                Trial.check(engine, 2 * Trial.HALVES, t -> queried(t, c, queries));
            }
        }
    }

    @EngineTest
    void gradientsOfLearntQueriesAreItsDerivatives(Supplier<Engine> engine) {
        for (Case c : SMALL) {
            for (int queries : new int[] {1, 2}) {
                Trial.check(engine, 3 * Trial.HALVES, t -> {
                    Attention forward = queried(t, c, queries);
                    t.prepare(forward);
                    return new Attention.Grad(
                            forward,
                            t.halves(c.batch, queries, c.width()),
                            t.normal(c.batch, c.heads, queries),
                            t.halves(c.batch, queries, c.width()),
                            t.halves(c.batch, c.tokens, c.width()),
                            t.halves(c.batch, c.tokens, c.width()));
                });
            }
        }
    }

    private static Attention queried(Trial t, Case c, int queries) {
        Tensor sums = t.normal(c.batch, c.heads, queries);
        return new Attention(
                t.halves(c.batch, queries, c.width()),
                t.halves(c.batch, c.tokens, c.width()),
                t.halves(c.batch, c.tokens, c.width()),
                c.heads,
                false,
                null,
                sums,
                sums,
                t.halves(c.batch, queries, c.width()));
    }

    private static Attention attention(Trial t, Case c, boolean causal) {
        return attention(
                t, c, causal, t.halves(c.batch, c.tokens, 3 * c.width()), t.halves(c.batch, c.tokens, c.width()));
    }

    private static Attention attention(Trial t, Case c, boolean causal, Tensor qkv, Tensor out) {
        Tensor sums = t.normal(c.batch, c.heads, c.tokens);
        return new Attention(
                qkv.columns(0, c.width()),
                qkv.columns(c.width(), c.width()),
                qkv.columns(2 * c.width(), c.width()),
                c.heads,
                causal,
                null,
                sums,
                sums,
                out);
    }
}
