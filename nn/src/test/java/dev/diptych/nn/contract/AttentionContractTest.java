package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

final class AttentionContractTest {
    private record Case(int batch, int tokens, int heads, int head) {
        int width() {
            return heads * head;
        }
    }

    private static final List<Case> RAGGED = List.of(
            new Case(1, 1, 1, 1),
            new Case(2, 1, 3, 4),
            new Case(1, 3, 1, 2),
            new Case(2, 3, 4, 1),
            new Case(2, 5, 3, 4),
            new Case(3, 7, 2, 5),
            new Case(2, 17, 2, 8),
            // Sequences lie as far apart as if the heads followed one another: oneDNN 3.11 reads these wrongly.
            new Case(8, 8, 2, 4),
            new Case(16, 8, 2, 4),
            new Case(24, 8, 2, 4),
            new Case(8, 4, 1, 16));

    /** The gradients pass through two sums and the softmax between them. */
    private static final double TWO_SUMS = 2 * Trial.SUMS;

    @EngineTest
    void attendsFromPackedProjections(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean causal : new boolean[] {false, true}) {
                Trial.check(engine, Trial.SUMS, t -> packed(t, c, causal));
            }
        }
    }

    @EngineTest
    void attendsFromTensorsOfTheirOwn(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            Trial.check(engine, Trial.SUMS, t -> {
                int[] sizes = {c.batch, c.tokens, c.width()};
                return new Attention(
                        t.normal(sizes),
                        t.normal(sizes),
                        t.normal(sizes),
                        c.heads,
                        false,
                        t.normal(c.batch, c.heads, c.tokens, c.tokens),
                        t.normal(sizes));
            });
        }
    }

    @EngineTest
    void attendsToLargeScoresWithoutOverflow(Supplier<Engine> engine) {
        // Scores near 400 resolve to 400 * 2^-24 = 2e-5, which is their exponentials' relative error.
        for (boolean causal : new boolean[] {false, true}) {
            Trial.check(engine, 10 * Trial.SUMS, t -> {
                int[] sizes = {2, 5, 8};
                return new Attention(
                        t.around(0, 15, sizes),
                        t.around(0, 15, sizes),
                        t.normal(sizes),
                        2,
                        causal,
                        t.normal(2, 2, 5, 5),
                        t.normal(sizes));
            });
        }
    }

    @EngineTest
    void gradientsAreItsDerivatives(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean causal : new boolean[] {false, true}) {
                Trial.check(engine, TWO_SUMS, t -> {
                    Attention forward = packed(t, c, causal);
                    t.prepare(forward);
                    Tensor gradient = t.normal(c.batch, c.tokens, 3 * c.width());
                    return new Attention.Grad(
                            forward,
                            t.normal(c.batch, c.tokens, c.width()),
                            t.normal(c.batch, c.heads, c.tokens, c.tokens),
                            gradient.columns(0, c.width()),
                            gradient.columns(c.width(), c.width()),
                            gradient.columns(2 * c.width(), c.width()));
                });
            }
        }
    }

    @EngineTest
    void gradientsLeaveOtherColumnsAlone(Supplier<Engine> engine) {
        Trial.check(engine, TWO_SUMS, t -> {
            Attention forward = packed(t, new Case(2, 3, 2, 4), true);
            t.prepare(forward);
            int[] sizes = {2, 3, 8};
            return new Attention.Grad(
                    forward, t.normal(sizes), t.normal(2, 2, 3, 3), t.apart(sizes), t.apart(sizes), t.apart(sizes));
        });
    }

    @EngineTest
    void attendsFromOneQueryOfEachSequence(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean limited : new boolean[] {false, true}) {
                Trial.check(engine, Trial.SUMS, t -> pooled(t, c, limited));
            }
        }
    }

    @EngineTest
    void gradientsOfOneQueryAreItsDerivatives(Supplier<Engine> engine) {
        for (Case c : RAGGED) {
            for (boolean limited : new boolean[] {false, true}) {
                Trial.check(engine, TWO_SUMS, t -> {
                    Attention forward = pooled(t, c, limited);
                    t.prepare(forward);
                    Tensor gradient = t.normal(c.batch, c.tokens, 2 * c.width());
                    return new Attention.Grad(
                            forward,
                            t.normal(c.batch, 1, c.width()),
                            t.normal(c.batch, c.heads, 1, c.tokens),
                            t.normal(c.batch, 1, c.width()),
                            gradient.columns(0, c.width()),
                            gradient.columns(c.width(), c.width()));
                });
            }
        }
    }

    @EngineTest
    void attendsFromAnyNumberOfQueries(Supplier<Engine> engine) {
        for (Case c : RAGGED.subList(2, RAGGED.size())) { // those of more than one token
            for (int queries : new int[] {2, 5, 20}) {
                Trial.check(engine, Trial.SUMS, t -> queried(t, c, queries));
            }
        }
    }

    @EngineTest
    void gradientsOfAnyNumberOfQueriesAreItsDerivatives(Supplier<Engine> engine) {
        for (Case c : RAGGED.subList(2, RAGGED.size())) {
            for (int queries : new int[] {2, 5}) {
                Trial.check(engine, TWO_SUMS, t -> {
                    Attention forward = queried(t, c, queries);
                    t.prepare(forward);
                    return new Attention.Grad(
                            forward,
                            t.normal(c.batch, queries, c.width()),
                            t.normal(c.batch, c.heads, queries, c.tokens),
                            t.normal(c.batch, queries, c.width()),
                            t.normal(c.batch, c.tokens, c.width()),
                            t.normal(c.batch, c.tokens, c.width()));
                });
            }
        }
    }

    private static Attention queried(Trial t, Case c, int queries) {
        return new Attention(
                t.normal(c.batch, queries, c.width()),
                t.normal(c.batch, c.tokens, c.width()),
                t.normal(c.batch, c.tokens, c.width()),
                c.heads,
                false,
                t.normal(c.batch, c.heads, queries, c.tokens),
                t.normal(c.batch, queries, c.width()));
    }

    private static Attention pooled(Trial t, Case c, boolean limited) {
        Tensor kv = t.normal(c.batch, c.tokens, 2 * c.width());
        Tensor probabilities = t.normal(c.batch, c.heads, 1, c.tokens);
        return new Attention(
                t.normal(c.batch, 1, c.width()),
                kv.columns(0, c.width()),
                kv.columns(c.width(), c.width()),
                c.heads,
                false,
                limited ? t.ids(c.tokens, c.batch) : null,
                probabilities,
                probabilities,
                t.normal(c.batch, 1, c.width()));
    }

    private static Attention packed(Trial t, Case c, boolean causal) {
        Tensor qkv = t.normal(c.batch, c.tokens, 3 * c.width());
        return new Attention(
                qkv.columns(0, c.width()),
                qkv.columns(c.width(), c.width()),
                qkv.columns(2 * c.width(), c.width()),
                c.heads,
                causal,
                t.normal(c.batch, c.heads, c.tokens, c.tokens),
                t.normal(c.batch, c.tokens, c.width()));
    }
}
